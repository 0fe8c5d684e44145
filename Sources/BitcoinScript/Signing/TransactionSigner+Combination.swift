import BitcoinPrimitives

extension TransactionSigner {
    /// One transaction with the signatures of several that differ in nothing else.
    ///
    /// - Parameters:
    ///   - variants: the transactions, at least one, all with the same inputs.
    ///   - spentOutputs: what each input spends.
    public static func combine(_ variants: [Transaction], spentOutputs: [TransactionOutput]) -> Transaction {
        precondition(variants.allSatisfy { $0.inputs.count == spentOutputs.count })
        let spendings = variants.map {
            SpendingTransaction($0, spentOutputs: spentOutputs, isForSigning: true)
        }
        var inputs = variants[0].inputs
        for index in inputs.indices {
            var data = SignatureData()
            for spending in spendings { data.merge(SignatureData(extracting: index, of: spending)) }
            ScriptSigner.produceSignature(
                for: spentOutputs[index].scriptPubKey, provider: EmptySigningProvider(),
                creator: TransactionSignatureCreator(
                    spendings[0], input: index, hashType: SignatureHashType.all),
                data: &data)
            inputs[index].scriptSig = data.scriptSig
            inputs[index].witness = data.witness
        }
        return Transaction(
            version: variants[0].version, inputs: inputs, outputs: variants[0].outputs,
            lockTime: variants[0].lockTime)
    }
}

extension Transaction {
    /// The transaction with empty scripts and witnesses in its inputs.
    public var withoutSignatures: Transaction {
        Transaction(
            version: version,
            inputs: inputs.map {
                TransactionInput(previousOutput: $0.previousOutput, sequence: $0.sequence)
            },
            outputs: outputs, lockTime: lockTime)
    }

    /// Whether any input has a script or a witness.
    public var hasSignatures: Bool {
        inputs.contains { !$0.scriptSig.isEmpty || !$0.witness.isEmpty }
    }
}
