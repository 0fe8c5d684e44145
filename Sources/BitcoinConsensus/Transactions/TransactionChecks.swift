import BitcoinPrimitives

/// The rules that a transaction can break.
public enum TransactionChecks {
    /// Everything that needs no context.
    public static func check(_ transaction: Transaction) throws(TransactionRejection) {
        let inputs = transaction.inputs
        guard !inputs.isEmpty else { throw TransactionRejection(.consensus, "bad-txns-vin-empty") }
        guard !transaction.outputs.isEmpty else {
            throw TransactionRejection(.consensus, "bad-txns-vout-empty")
        }
        guard
            transaction.strippedSize * ConsensusLimits.witnessScaleFactor
                <= ConsensusLimits.maximumBlockWeight
        else {
            throw TransactionRejection(.consensus, "bad-txns-oversize")
        }
        try checkOutputs(transaction.outputs)
        // CVE-2018-17144: an output spent twice by one transaction would be created money.
        guard !hasDuplicates(inputs) else {
            throw TransactionRejection(.consensus, "bad-txns-inputs-duplicate")
        }
        if transaction.isCoinbase {
            guard (2...100).contains(inputs[0].scriptSig.count) else {
                throw TransactionRejection(.consensus, "bad-cb-length")
            }
        } else if inputs.contains(where: \.previousOutput.isNull) {
            throw TransactionRejection(.consensus, "bad-txns-prevout-null")
        }
    }

    /// CVE-2010-5139: no output and no sum of them is outside of the range of money.
    private static func checkOutputs(_ outputs: [TransactionOutput]) throws(TransactionRejection) {
        var total = Amount.zero
        for output in outputs {
            guard output.value >= .zero else {
                throw TransactionRejection(.consensus, "bad-txns-vout-negative")
            }
            guard output.value <= .maximum else {
                throw TransactionRejection(.consensus, "bad-txns-vout-toolarge")
            }
            total += output.value
            guard total.isValid else {
                throw TransactionRejection(.consensus, "bad-txns-txouttotal-toolarge")
            }
        }
    }

    private static func hasDuplicates(_ inputs: [TransactionInput]) -> Bool {
        // Most transactions have few inputs: comparing each with each needs no set.
        if inputs.count <= 8 {
            for index in inputs.indices.dropFirst() {
                for other in 0..<index
                where inputs[other].previousOutput == inputs[index].previousOutput {
                    return true
                }
            }
            return false
        }
        var seen = Set<OutPoint>(minimumCapacity: inputs.count)
        for input in inputs where !seen.insert(input.previousOutput).inserted { return true }
        return false
    }

    /// The rules about what is spent, and the fee that is left. `coin` gives the coin of an input, nil if it
    /// is missing or spent; `height` is that of the block that is to hold the transaction.
    public static func checkInputs(
        _ transaction: Transaction, height: Int, coin: (OutPoint) -> Coin?
    ) throws(TransactionRejection) -> Amount {
        try checkInputs(
            transaction, height: height, coins: transaction.inputs.map { coin($0.previousOutput) })
    }

    /// The same, with the coins of the inputs in their order; nil for those that are missing or spent.
    public static func checkInputs(
        _ transaction: Transaction, height: Int, coins: [Coin?]
    ) throws(TransactionRejection) -> Amount {
        // A missing input is reported before anything else, so a breach by a coin waits till all were seen.
        var total = Amount.zero
        var breach: TransactionRejection?
        for coin in coins {
            guard let coin else {
                throw TransactionRejection(
                    .missingInputs, "bad-txns-inputs-missingorspent",
                    debug: "CheckTxInputs: inputs missing/spent")
            }
            if breach != nil { continue }
            let depth = height - Int(coin.height)
            if coin.isCoinbase && depth < ConsensusLimits.coinbaseMaturity {
                breach = TransactionRejection(
                    .prematureSpend, "bad-txns-premature-spend-of-coinbase",
                    debug: "tried to spend coinbase at depth \(depth)")
                continue
            }
            total += coin.output.value
            if !coin.output.value.isValid || !total.isValid {
                breach = TransactionRejection(.consensus, "bad-txns-inputvalues-outofrange")
            }
        }
        if let breach { throw breach }
        guard let spent = transaction.outputValue else {
            throw TransactionRejection(.consensus, "bad-txns-txouttotal-toolarge")
        }
        guard total >= spent else {
            throw TransactionRejection(
                .consensus, "bad-txns-in-belowout",
                debug: "value in (\(total.trimmedDescription)) < value out (\(spent.trimmedDescription))")
        }
        return total - spent
    }
}
