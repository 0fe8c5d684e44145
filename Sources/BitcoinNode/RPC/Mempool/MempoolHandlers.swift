import BitcoinChain
import BitcoinCommands
import BitcoinMempool
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// Carries out the commands that look at the mempool.
struct MempoolHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        let table = node.table
        table.register(MempoolCommands.getMempoolInfo) { _ in try await information() }
        table.register(MempoolCommands.getRawMempool) { try await contents($0) }
        table.register(MempoolCommands.getMempoolFeeRateDiagram) { _ in try await diagram() }
        table.register(MempoolEntryCommands.getTxSpendingPrevOut) { try await spenders($0) }
        table.register(MempoolEntryCommands.getMempoolEntry) { request in
            let mempool = try await mempool
            return presentation(mempool).json(try entry(request, in: mempool))
        }
        table.register(MempoolEntryCommands.getMempoolAncestors) { request in
            try await relatives(request) { $0.ancestors(of: $1) }
        }
        table.register(MempoolEntryCommands.getMempoolDescendants) { request in
            try await relatives(request) { $0.descendants(of: $1) }
        }
        table.register(MempoolEntryCommands.getMempoolCluster) { request in
            let mempool = try await mempool
            let txid = try entry(request, in: mempool).transaction.txid
            return MempoolPresentation.json(mempool.cluster(of: txid) ?? [])
        }
    }

    private func diagram() async throws -> JSONValue {
        .array(
            try await mempool.feeRateDiagram.map {
                .members(("weight", .integer($0.weight)), ("fee", .amount($0.fee)))
            })
    }

    private var mempool: Mempool {
        get async throws { try await node.chainForCommands.mempool }
    }

    private func presentation(_ mempool: Mempool) -> MempoolPresentation {
        MempoolPresentation(
            mempool: mempool,
            showsReplaceability: node.arguments.list("deprecatedrpc").contains("bip125"))
    }

    private func information() async throws -> JSONValue {
        let chain = try node.chainForCommands
        let mempool = await chain.mempool
        let policy = mempool.policy
        var object = JSONObject([
            ("loaded", .bool(node.isMempoolLoaded)),
            ("size", .integer(mempool.count)),
            ("bytes", .integer(mempool.totalVirtualSize)),
            ("usage", .integer(mempool.memoryUsage)),
            ("total_fee", .amount(mempool.totalFee)),
            ("maxmempool", .integer(policy.maximumBytes)),
            ("mempoolminfee", .feeRate(await chain.minimumMempoolRate)),
            ("minrelaytxfee", .feeRate(policy.minimumRelayRate)),
            ("incrementalrelayfee", .feeRate(policy.incrementalRate)),
            ("unbroadcastcount", .integer(mempool.unbroadcast.count)),
            ("permitbaremultisig", .bool(policy.allowsBareMultisig)),
            ("maxdatacarriersize", .integer(policy.maximumDataBytes ?? 0)),
            ("limitclustercount", .integer(policy.clusterLimits.count)),
            ("limitclustersize", .integer(policy.clusterLimits.virtualSize)),
            // Clusters are ordered as they change, and always in the best way.
            ("optimal", true),
        ])
        if node.arguments.list("deprecatedrpc").contains("fullrbf") { object.append("fullrbf", true) }
        return .object(object)
    }

    private func contents(_ request: RPCRequest) async throws -> JSONValue {
        let isVerbose = try request.bool("verbose")
        let showsSequence = try request.bool("mempool_sequence")
        let mempool = try await mempool
        if isVerbose {
            guard !showsSequence else {
                throw RPCError(
                    .invalidParameter, "Verbose results cannot contain mempool sequence values.")
            }
            return presentation(mempool).json(mempool.inMiningOrder)
        }
        let ids = MempoolPresentation.ids(mempool.inMiningOrder)
        guard showsSequence else { return ids }
        return .members(("txids", ids), ("mempool_sequence", .integer(mempool.nextSequence)))
    }

    private func entry(_ request: RPCRequest, in mempool: Mempool) throws -> MempoolEntry {
        guard let entry = mempool[Txid(try request.hash("txid"))] else {
            throw RPCError(.invalidAddressOrKey, "Transaction not in mempool")
        }
        return entry
    }

    private func relatives(
        _ request: RPCRequest, _ find: (Mempool, Txid) -> [MempoolEntry]
    ) async throws -> JSONValue {
        let isVerbose = try request.bool("verbose")
        let mempool = try await mempool
        let found = find(mempool, try entry(request, in: mempool).transaction.txid)
        return isVerbose ? presentation(mempool).json(found) : MempoolPresentation.ids(found)
    }

    // MARK: Spenders

    private func spenders(_ request: RPCRequest) async throws -> JSONValue {
        let outputs = try request.array("outputs")
        guard !outputs.isEmpty else {
            throw RPCError(.invalidParameter, "Invalid parameter, outputs are missing")
        }
        let indexes = node.indexes.current
        let isMempoolOnly = request.option("mempool_only").bool ?? (indexes?.spenders == nil)
        let showsTransaction = request.option("return_spending_tx").bool ?? false
        let outPoints = try outputs.map(Self.outPoint)
        let mempool = try await mempool
        let unconfirmed = outPoints.map { mempool.spender(of: $0)?.transaction }
        if !isMempoolOnly, unconfirmed.contains(where: { $0 == nil }) {
            guard await indexes?.follower("txospenderindex")?.waitUntilSynchronized() == true else {
                throw RPCError(
                    .miscellaneous, "Mempool lacks a relevant spend, and txospenderindex is unavailable.")
            }
        }
        var results: [JSONValue] = []
        for (position, outPoint) in outPoints.enumerated() {
            var object = outputs[position].object ?? [:]
            var spender = unconfirmed[position]
            var block: BlockHash?
            if spender == nil, !isMempoolOnly, let found = try await confirmedSpender(of: outPoint) {
                spender = found.transaction
                block = found.block
            }
            if let spender {
                object.append("spendingtxid", .string("\(spender.txid)"))
                if showsTransaction { object.append("spendingtx", .string(spender.bytes.hex)) }
            }
            if let block { object.append("blockhash", .string("\(block)")) }
            results.append(.object(object))
        }
        return .array(results)
    }

    /// The transaction of a block that spends an output.
    private func confirmedSpender(
        of outPoint: OutPoint
    ) async throws -> (transaction: Transaction, block: BlockHash)? {
        guard let indexes = node.indexes.current else { return nil }
        do {
            return try await indexes.spender(of: outPoint)
        } catch let error as IndexError {
            throw RPCError(.miscellaneous, "\(error)")
        }
    }

    /// The outpoint that an object of exactly two members gives.
    private static func outPoint(_ value: JSONValue) throws -> OutPoint {
        guard let object = value.object else {
            throw RPCError(.typeError, "JSON value is not an object as expected")
        }
        let text = try member("txid", of: value, .string).requireString()
        let index = try member("vout", of: value, .number)
        for (key, _) in object where key != "txid" && key != "vout" {
            throw RPCError(.typeError, "Unexpected key \(key)")
        }
        guard text.utf8.count == 64 else {
            throw RPCError(
                .invalidParameter, "txid must be of length 64 (not \(text.utf8.count), for '\(text)')")
        }
        guard let txid = Txid(hex: text) else {
            throw RPCError(.invalidParameter, "txid must be hexadecimal string (not '\(text)')")
        }
        let number = try index.requireInteger(as: Int32.self)
        guard number >= 0 else {
            throw RPCError(.invalidParameter, "Invalid parameter, vout cannot be negative")
        }
        return OutPoint(txid: txid, index: UInt32(number))
    }

    private static func member(_ key: String, of value: JSONValue, _ kind: JSONValue.Kind) throws -> JSONValue
    {
        let member = value[key]
        guard !member.isNull else { throw RPCError(.typeError, "Missing \(key)") }
        guard member.kind == kind else {
            throw RPCError(
                .typeError,
                "JSON value of type \(member.kind.rawValue) for field \(key) is not of expected type "
                    + "\(kind.rawValue)")
        }
        return member
    }
}
