import BitcoinCommands
import BitcoinP2P
import BitcoinPrimitives
import BitcoinSupport

/// Carries out the commands about what is asked of peers and what comes from them.
struct RelayHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(ValidationCommands.getBlockFromPeer) { try await fetchBlock($0) }
        node.table.register(MempoolCommands.getOrphanTransactions) { try await orphans($0) }
    }

    private func fetchBlock(_ request: RPCRequest) async throws -> JSONValue {
        let chain = try node.chainForCommands
        let network = try node.networkForCommands
        let hash = try request.blockHash("blockhash")
        let peer = PeerID(try request.integer("peer_id", as: Int64.self))
        guard let block = await chain.block(hash) else {
            throw RPCError(.miscellaneous, "Block header missing")
        }
        let height = await chain.tip?.height ?? 0
        guard !chain.isPruning || block.height <= height else {
            throw RPCError(
                .miscellaneous,
                "In prune mode, only blocks that the node has already synced previously can be fetched from "
                    + "a peer")
        }
        guard block.dataPosition == nil else {
            throw RPCError(.miscellaneous, "Block already downloaded")
        }
        if let problem = await network.peers.fetch(hash, from: peer) {
            throw RPCError(.miscellaneous, problem)
        }
        return [:]
    }

    private func orphans(_ request: RPCRequest) async throws -> JSONValue {
        let verbosity = try request.verbosity("verbosity", default: 0, allowsBool: false)
        guard (0...2).contains(verbosity) else {
            throw RPCError(.invalidParameter, "Invalid verbosity value \(verbosity)")
        }
        let orphans = await (try node.networkForCommands).peers.orphans
        return .array(
            orphans.map { orphan in
                let transaction = orphan.transaction
                guard verbosity > 0 else { return .string("\(transaction.txid)") }
                var object = JSONObject([
                    ("txid", .string("\(transaction.txid)")),
                    ("wtxid", .string("\(transaction.wtxid)")),
                    ("bytes", .integer(transaction.totalSize)),
                    ("vsize", .integer(transaction.virtualSize)),
                    ("vsize_bip141", .integer(transaction.virtualSize)),
                    ("weight", .integer(transaction.weight)),
                    ("from", .array(orphan.peers.map { .integer($0.rawValue) })),
                ])
                if verbosity > 1 { object.append("hex", .string(transaction.bytes.hex)) }
                return .object(object)
            })
    }
}
