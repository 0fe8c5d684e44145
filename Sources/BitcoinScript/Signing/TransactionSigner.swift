import BitcoinPrimitives

/// Signs whole transactions.
public enum TransactionSigner {
    /// A transaction that was signed as far as possible.
    public struct Outcome: Sendable {
        /// The transaction with what was signed.
        public var transaction: Transaction
        /// What is wrong with inputs that are not satisfied, in upstream's words, by the index of the input.
        public var errors: [Int: String]

        /// True if every input is satisfied.
        public var isComplete: Bool { errors.isEmpty }
    }

    /// Signs every input for which `provider` has the keys.
    ///
    /// - Parameters:
    ///   - spentOutputs: what each input spends; nil where that is not known, or spent already. An amount of all
    ///     money says that it is not known.
    ///   - hashType: what the signatures commit to.
    public static func sign(
        _ transaction: Transaction, provider: any SigningProvider, spentOutputs: [TransactionOutput?],
        hashType: UInt8 = SignatureHashType.default
    ) -> Outcome {
        precondition(spentOutputs.count == transaction.inputs.count)
        let placeholder = TransactionOutput(value: Amount(satoshis: -1), scriptPubKey: Script())
        let spending = SpendingTransaction(
            transaction, spentOutputs: spentOutputs.map { $0 ?? placeholder }, isForSigning: true)
        let knowsAllOutputs = !spentOutputs.contains(nil)
        let isSingle = hashType & ~SignatureHashType.anyoneCanPay == SignatureHashType.single

        var inputs = transaction.inputs
        var errors: [Int: String] = [:]
        for index in inputs.indices {
            guard let output = spentOutputs[index] else {
                errors[index] = "Input not found or already spent"
                continue
            }
            var data = SignatureData(extracting: index, of: spending)
            let creator = TransactionSignatureCreator(
                spending, input: index, hashType: hashType, knowsAllOutputs: knowsAllOutputs)
            // `single` without an output would sign the number one, for anybody to use.
            if !isSingle || index < transaction.outputs.count {
                ScriptSigner.produceSignature(
                    for: output.scriptPubKey, provider: provider, creator: creator, data: &data)
            }
            inputs[index].scriptSig = data.scriptSig
            inputs[index].witness = data.witness
            if output.value == .maximum, !data.witness.isEmpty {
                errors[index] = "Missing amount"
            } else if !data.isComplete,
                let verdict = creator.verdict(
                    scriptSig: data.scriptSig, scriptPubKey: output.scriptPubKey, witness: data.witness)
            {
                errors[index] = message(verdict)
            }
        }
        let signed = Transaction(
            version: transaction.version, inputs: inputs, outputs: transaction.outputs,
            lockTime: transaction.lockTime)
        return Outcome(transaction: signed, errors: errors)
    }

    private static func message(_ error: ScriptError) -> String {
        switch error {
        case .invalidStackOperation: "Unable to sign input, invalid stack size (possibly missing key)"
        case .nullFail:
            "CHECK(MULTI)SIG failing with non-zero signature (possibly need more signatures)"
        default: error.description
        }
    }
}
