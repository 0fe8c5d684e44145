import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport

/// Carries out the commands that look for what belongs to descriptors.
struct ScanningHandlers: Sendable {
    let node: NodeContext
    private let coinScan = ScanSlot()

    init(node: NodeContext) {
        self.node = node
    }

    /// Serves the commands.
    func register() {
        node.table.register(ScanningCommands.scanTxOutSet) { try await scanCoins($0) }
    }

    private func scanCoins(_ request: RPCRequest) async throws -> JSONValue {
        switch try request.string("action") {
        case "status":
            return coinScan.progress.map { .members(("progress", .integer($0))) } ?? .null
        case "abort":
            return .bool(coinScan.abort())
        case "start":
            guard let result = try await coinScan.run({ try await startCoinScan(request) }) else {
                throw RPCError(
                    .invalidParameter, #"Scan already in progress, use action "abort" or "status""#)
            }
            return result
        case let action:
            throw RPCError(.invalidParameter, "Invalid action '\(action)'")
        }
    }

    private func startCoinScan(_ request: RPCRequest) async throws -> JSONValue {
        guard !request["scanobjects"].isNull else {
            throw RPCError(.miscellaneous, "scanobjects argument is required for the start action")
        }
        let wanted = try ScanObjects(
            request.array("scanobjects"), format: node.parameters.addressFormat
        ).descriptors
        let search = try await node.chainForCommands.findCoins(withScripts: Set(wanted.keys)) { progress in
            coinScan.report(progress) && !node.shutdown.isRequested
        }
        if node.shutdown.isRequested { throw RPCError(.notConnected, "Shutting down") }
        let total = search.matches.reduce(Amount.zero) { $0 + $1.coin.output.value }
        return .members(
            ("success", .bool(search.isComplete)), ("txouts", .integer(search.examinedCount)),
            ("height", .integer(search.tip.height)), ("bestblock", .string("\(search.tip.hash)")),
            (
                "unspents",
                .array(
                    search.matches.map { match in
                        let script = match.coin.output.scriptPubKey
                        return describe(match, wanted[script] ?? "", tip: search.tip)
                    })
            ), ("total_amount", .amount(satoshis: total.satoshis)))
    }

    private func describe(
        _ match: CoinSearch.Match, _ descriptor: String, tip: BlockSnapshot
    ) -> JSONValue {
        .members(
            ("txid", .string("\(match.outPoint.txid)")), ("vout", .integer(match.outPoint.index)),
            ("scriptPubKey", .string(match.coin.output.scriptPubKey.hex)),
            ("desc", .string(descriptor)),
            ("amount", .amount(satoshis: match.coin.output.value.satoshis)),
            ("coinbase", .bool(match.coin.isCoinbase)), ("height", .integer(match.coin.height)),
            ("blockhash", .string("\(match.block)")),
            ("confirmations", .integer(tip.height - Int(match.coin.height) + 1)))
    }
}
