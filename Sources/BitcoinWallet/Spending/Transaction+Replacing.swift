import BitcoinPrimitives

extension Transaction {
    /// The transaction with other parts.
    func replacing(
        inputs: [TransactionInput]? = nil, outputs: [TransactionOutput]? = nil, lockTime: UInt32? = nil
    ) -> Transaction {
        Transaction(
            version: version, inputs: inputs ?? self.inputs, outputs: outputs ?? self.outputs,
            lockTime: lockTime ?? self.lockTime)
    }
}

extension TransactionInput {
    /// What it adds to the weight of a transaction (BIP 141).
    var weight: Int {
        (32 + 4 + 4 + CompactSize.size(of: scriptSig.count) + scriptSig.count) * 4
            + CompactSize.size(of: witness.count)
            + witness.reduce(0) { $0 + CompactSize.size(of: $1.count) + $1.count }
    }
}
