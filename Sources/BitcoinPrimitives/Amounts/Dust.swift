/// Outputs that would cost more to spend than they hold.
public enum Dust {
    /// The bytes that the smallest usual input takes: an outpoint, a sequence, and a signature with its key.
    private static let inputSize = 32 + 4 + 1 + 107 + 4
    /// The same with signature and key in the witness, where they count a fourth.
    private static let witnessInputSize = 32 + 4 + 1 + 107 / 4 + 4

    /// The lowest value that is no dust at a rate.
    public static func threshold(of output: TransactionOutput, at rate: FeeRate) -> Amount {
        let script = output.scriptPubKey
        guard !script.isUnspendable else { return .zero }
        let size =
            8 + CompactSize.size(of: script.count) + script.count
            + (script.witnessProgram == nil ? inputSize : witnessInputSize)
        return rate.fee(forVirtualSize: Int32(clamping: size))
    }

    /// Whether an output is dust.
    public static func isDust(_ output: TransactionOutput, at rate: FeeRate) -> Bool {
        output.value < threshold(of: output, at: rate)
    }

    /// Which outputs of a transaction are dust.
    public static func outputs(of transaction: Transaction, at rate: FeeRate) -> [Int] {
        transaction.outputs.indices.filter { isDust(transaction.outputs[$0], at: rate) }
    }
}
