import BitcoinChain
import BitcoinCommands
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

/// Carries out `submitpackage`.
struct PackageHandlers: Sendable {
    let node: NodeContext

    /// Serves the command.
    func register() {
        node.table.register(SubmissionCommands.submitPackage) { try await submit($0) }
    }

    private func submit(_ request: RPCRequest) async throws -> JSONValue {
        let texts = try request.array("package")
        try SubmissionHandlers.checkCount(texts)
        let maximumRate = try request.feeRate("maxfeerate")
        let maximumBurn = try request.amount("maxburnamount")
        let transactions = try texts.map { text in
            let transaction = try SubmissionHandlers.transaction(text.requireString())
            try SubmissionHandlers.refuseBurning(transaction, moreThan: maximumBurn)
            return transaction
        }
        guard transactions.count == 1 || PackageChecks.isChildWithParentsTree(transactions) else {
            throw RPCError(
                .verifyError,
                "package topology disallowed. not child-with-parents or parents depend on each other.")
        }
        let chain = try node.chainForCommands
        let acceptance = try await chain.submit(
            package: transactions, maximumRate: maximumRate == .zero ? nil : maximumRate)
        for transaction in transactions where await chain.mempoolEntry(transaction.txid) != nil {
            _ = try await chain.broadcast(transaction, maximumFee: .zero)
        }
        return describe(transactions, acceptance)
    }

    private func describe(_ transactions: [Transaction], _ acceptance: PackageAcceptance) -> JSONValue {
        var results: JSONObject = [:]
        var replaced: Set<Txid> = []
        for transaction in transactions {
            var object = JSONObject([("txid", .string("\(transaction.txid)"))])
            let result = acceptance.results[transaction.wtxid]
            switch result?.outcome {
            case nil: object.append("error", "package-not-validated")
            case .knownWithOtherWitness(let wtxid): object.append("other-wtxid", .string("\(wtxid)"))
            case .refused(let rejection): object.append("error", .string(rejection.description))
            case .accepted, .known:
                guard let result else { continue }
                appendFigures(result, transaction, to: &object)
                replaced.formUnion(result.replaced.map(\.txid))
            }
            results.append("\(transaction.wtxid)", .object(object))
        }
        return .members(
            ("package_msg", .string(acceptance.problem?.description ?? "success")),
            ("tx-results", .object(results)),
            ("replaced-transactions", .array(replaced.sorted().map { .string("\($0)") })))
    }

    private func appendFigures(
        _ result: MempoolAcceptance, _ transaction: Transaction, to object: inout JSONObject
    ) {
        let size = JSONValue.integer(result.virtualSize ?? transaction.virtualSize)
        object.append("vsize_adjusted", size)
        object.append("vsize", size)
        object.append("vsize_bip141", .integer(transaction.virtualSize))
        var fees = JSONObject([("base", .amount(result.fee ?? .zero))])
        // What counted when one that was known before came in is not known any more.
        if result.isAccepted {
            fees.append("effective-feerate", .feeRate(result.effectiveRate ?? .zero))
            fees.append(
                "effective-includes", .array(result.effectiveTransactions.map { .string("\($0)") }))
        }
        object.append("fees", .object(fees))
    }
}
