import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTransactions

/// Carries out the commands that hand transactions to the mempool.
struct SubmissionHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(SubmissionCommands.sendRawTransaction) { try await send($0) }
        node.table.register(SubmissionCommands.testMempoolAccept) { try await test($0) }
    }

    // MARK: Sending

    private func send(_ request: RPCRequest) async throws -> JSONValue {
        let maximumBurn = try request.amount("maxburnamount")
        guard let transaction = Transaction(rpcHex: try request.string("hexstring")) else {
            throw RPCError(
                .deserialization, "TX decode failed. Make sure the tx has at least one input.")
        }
        try Self.refuseBurning(transaction, moreThan: maximumBurn)
        let maximumRate = try request.feeRate("maxfeerate")
        let outcome = try await node.chainForCommands.broadcast(
            transaction,
            maximumFee: maximumRate.fee(forVirtualSize: Int32(clamping: transaction.virtualSize)))
        switch outcome {
        case .accepted, .known: return .string("\(transaction.txid)")
        case .confirmed:
            throw RPCError(.alreadyInUTXOSet, "Transaction outputs already in utxo set")
        case .feeTooHigh:
            throw RPCError(
                .verifyError, "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)")
        case .refused(let rejection):
            let isOrphan = rejection.kind == .missingInputs
            throw RPCError(isOrphan ? .verifyError : .verifyRejected, rejection.description)
        }
    }

    /// Refuses outputs of some value that can never be spent.
    static func refuseBurning(_ transaction: Transaction, moreThan maximum: Amount) throws(RPCError) {
        for output in transaction.outputs where output.value > maximum {
            guard output.scriptPubKey.isUnspendable || !output.scriptPubKey.hasKnownInstructions else {
                continue
            }
            throw RPCError(
                .verifyError, "Unspendable output exceeds maximum configured by user (maxburnamount)")
        }
    }

    /// Refuses arrays of no transactions, or of more than a package may have.
    static func checkCount(_ texts: [JSONValue]) throws(RPCError) {
        guard (1...PolicyLimits.maximumPackageCount).contains(texts.count) else {
            throw RPCError(
                .invalidParameter,
                "Array must contain between 1 and \(PolicyLimits.maximumPackageCount) transactions.")
        }
    }

    /// The transaction that one of several texts gives.
    static func transaction(_ hex: String) throws(RPCError) -> Transaction {
        guard let transaction = Transaction(rpcHex: hex) else {
            throw RPCError(
                .deserialization, "TX decode failed: \(hex) Make sure the tx has at least one input.")
        }
        return transaction
    }

    // MARK: Testing

    private func test(_ request: RPCRequest) async throws -> JSONValue {
        let texts = try request.array("rawtxs")
        try Self.checkCount(texts)
        let maximumRate = try request.feeRate("maxfeerate")
        let transactions = try texts.map { try Self.transaction($0.requireString()) }
        let chain = try node.chainForCommands
        if transactions.count > 1 {
            return verdicts(transactions, try await chain.test(package: transactions), maximumRate)
        }
        let acceptance = try await chain.submit(transactions[0], isTest: true)
        return verdicts(
            transactions, PackageAcceptance(problem: nil, results: [transactions[0].wtxid: acceptance]),
            maximumRate)
    }

    private func verdicts(
        _ transactions: [Transaction], _ acceptance: PackageAcceptance, _ maximumRate: FeeRate
    ) -> JSONValue {
        // After a transaction that pays too much the others count as not looked at.
        var isOver = false
        return .array(
            transactions.map { transaction in
                var object = JSONObject([
                    ("txid", .string("\(transaction.txid)")), ("wtxid", .string("\(transaction.wtxid)")),
                ])
                if let problem = acceptance.problem, problem.kind == .policy {
                    object.append("package-error", .string(problem.description))
                }
                guard let result = acceptance.results[transaction.wtxid], !isOver else {
                    return .object(object)
                }
                if let rejection = result.rejection {
                    appendRejection(rejection, to: &object)
                } else {
                    isOver = !appendSuccess(result, transaction, maximumRate, to: &object)
                }
                return .object(object)
            })
    }

    private func appendRejection(_ rejection: TransactionRejection, to object: inout JSONObject) {
        object.append("allowed", false)
        if rejection.kind == .missingInputs {
            object.append("reject-reason", "missing-inputs")
        } else {
            object.append("reject-reason", .string(rejection.reason))
            object.append("reject-details", .string(rejection.description))
        }
    }

    /// Returns false if the transaction pays more than the user wants.
    private func appendSuccess(
        _ result: MempoolAcceptance, _ transaction: Transaction, _ maximumRate: FeeRate,
        to object: inout JSONObject
    ) -> Bool {
        let size = result.virtualSize ?? transaction.virtualSize
        let fee = result.fee ?? .zero
        let maximum = maximumRate.fee(forVirtualSize: Int32(clamping: size))
        guard maximum == .zero || fee <= maximum else {
            object.append("allowed", false)
            object.append("reject-reason", "max-fee-exceeded")
            return false
        }
        object.append("allowed", true)
        object.append("vsize_adjusted", .integer(size))
        object.append("vsize", .integer(size))
        object.append("vsize_bip141", .integer(transaction.virtualSize))
        object.append(
            "fees",
            .members(
                ("base", .amount(fee)), ("effective-feerate", .feeRate(result.effectiveRate ?? .zero)),
                (
                    "effective-includes",
                    .array(result.effectiveTransactions.map { .string("\($0)") })
                )))
        return true
    }
}
