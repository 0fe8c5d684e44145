import BitcoinPrimitives
import BitcoinScript

extension ScriptInterpreter {
    /// Why an input is refused, nil if it is accepted.
    mutating func verdict(
        _ spending: SpendingTransaction, input index: Int, flags: ScriptFlags
    ) -> ScriptError? {
        do throws(ScriptError) {
            try verify(spending, input: index, flags: flags)
            return nil
        } catch {
            return error
        }
    }

    /// The first refusal of any input, nil if all are accepted.
    mutating func verdict(_ spending: SpendingTransaction, flags: ScriptFlags) -> ScriptError? {
        for index in spending.transaction.inputs.indices {
            if let error = verdict(spending, input: index, flags: flags) { return error }
        }
        return nil
    }
}
