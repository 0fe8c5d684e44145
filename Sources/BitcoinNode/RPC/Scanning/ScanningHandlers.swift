import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport

/// Carries out the commands that look for what belongs to descriptors.
struct ScanningHandlers: Sendable {
    let node: NodeContext
    private let coinScan = ScanSlot()
    private let blockScan = ScanSlot()

    init(node: NodeContext) {
        self.node = node
    }

    /// Serves the commands.
    func register() {
        node.table.register(ScanningCommands.scanTxOutSet) { try await scanCoins($0) }
        node.table.register(ScanningCommands.scanBlocks) { try await scanBlocks($0) }
    }

    private func scanCoins(_ request: RPCRequest) async throws -> JSONValue {
        try await carryOut(request, in: coinScan) {
            try await startCoinScan(request)
        } status: {
            .members(("progress", .integer($0.percent)))
        }
    }

    private func scanBlocks(_ request: RPCRequest) async throws -> JSONValue {
        try await carryOut(request, in: blockScan) {
            try await startBlockScan(request)
        } status: {
            .members(("progress", .integer($0.percent)), ("current_height", .integer($0.height)))
        }
    }

    /// Starts a scan, or asks after or ends the one that is under way.
    private func carryOut(
        _ request: RPCRequest, in slot: ScanSlot, start: () async throws -> JSONValue,
        status: (ScanSlot.Progress) -> JSONValue
    ) async throws -> JSONValue {
        switch try request.string("action") {
        case "status":
            return slot.progress.map(status) ?? .null
        case "abort":
            return .bool(slot.abort())
        case "start":
            guard let result = try await slot.run(start) else {
                throw RPCError(
                    .invalidParameter, #"Scan already in progress, use action "abort" or "status""#)
            }
            return result
        case let action:
            throw RPCError(.invalidParameter, "Invalid action '\(action)'")
        }
    }

    private func wantedScripts(_ request: RPCRequest) throws -> [Script: String] {
        guard !request["scanobjects"].isNull else {
            throw RPCError(.miscellaneous, "scanobjects argument is required for the start action")
        }
        return try ScanObjects(
            request.array("scanobjects"), format: node.parameters.addressFormat
        ).descriptors
    }

    // MARK: Blocks

    private func startBlockScan(_ request: RPCRequest) async throws -> JSONValue {
        let scripts = Set(try wantedScripts(request).keys.map(\.bytes))
        let index = try node.blockFilters(request).0
        let range = try await blockRange(request)
        let scan = BlockScan(
            node: node, index: index, scripts: scripts, range: range,
            excludesFalsePositives: try request.option("filter_false_positives").requireBool())
        let result = try await scan.run { percent, height in
            blockScan.report(percent, height: height) && !node.shutdown.isRequested
        }
        return .members(
            ("from_height", .integer(range.first.height)), ("to_height", .integer(result.lastHeight)),
            ("relevant_blocks", .array(result.matches.map { .string("\($0)") })),
            ("completed", .bool(result.isComplete)))
    }

    private func blockRange(
        _ request: RPCRequest
    ) async throws -> (first: BlockSnapshot, last: BlockSnapshot) {
        let chain = try node.chainForCommands
        let height = Int(try request.integer("start_height", as: Int32.self))
        guard let first = await chain.block(atHeight: height) else {
            throw RPCError(.miscellaneous, "Invalid start_height")
        }
        guard !request["stop_height"].isNull else { return (first, try await node.tipForCommands) }
        let stop = Int(try request.integer("stop_height", as: Int32.self))
        guard stop >= height, let last = await chain.block(atHeight: stop) else {
            throw RPCError(.miscellaneous, "Invalid stop_height")
        }
        return (first, last)
    }

    // MARK: Coins

    private func startCoinScan(_ request: RPCRequest) async throws -> JSONValue {
        let wanted = try wantedScripts(request)
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
