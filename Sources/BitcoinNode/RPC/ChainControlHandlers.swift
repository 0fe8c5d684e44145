import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// Carries out the commands by which the user acts upon the chain.
struct ChainControlHandlers: Sendable {
    let node: NodeContext

    /// Numbers above this are times: too high for heights, and as times too early for blocks.
    private static let firstTime: Int32 = 1_000_000_000
    /// How far the times of blocks may be off, in seconds.
    private static let timestampWindow: UInt32 = 2 * 60 * 60

    /// Serves the commands.
    func register() {
        let table = node.table
        table.register(ValidationCommands.invalidateBlock) { request in
            try await mark(request) { try await $0.invalidate($1) }
        }
        table.register(ValidationCommands.reconsiderBlock) { request in
            try await mark(request) { try await $0.reconsider($1) }
        }
        table.register(ValidationCommands.preciousBlock) { request in
            try await mark(request) { try await $0.makePrecious($1) }
        }
        table.register(ValidationCommands.verifyChain) { try await verify($0) }
        table.register(ValidationCommands.pruneBlockchain) { try await prune($0) }
    }

    private func mark(
        _ request: RPCRequest, _ change: (ChainManager, BlockHash) async throws -> Bool
    ) async throws -> JSONValue {
        let chain = try node.chainForCommands
        let hash = try request.blockHash("blockhash")
        let isKnown: Bool
        do {
            isKnown = try await change(chain, hash)
        } catch let error as ChainError {
            throw RPCError(.databaseError, error.description)
        }
        guard isKnown else { throw RPCError(.invalidAddressOrKey, "Block not found") }
        // Whoever asks for the tip after the answer is told of the new one.
        if let tip = await chain.tip { node.tip.update(BlockRef(tip)) }
        return .null
    }

    private func verify(_ request: RPCRequest) async throws -> JSONValue {
        let level = request["checklevel"].isNull ? 3 : try request.integer("checklevel", as: Int32.self)
        let depth = request["nblocks"].isNull ? 6 : try request.integer("nblocks", as: Int32.self)
        return .bool(try await node.chainForCommands.verify(level: Int(level), depth: Int(depth)) == .success)
    }

    private func prune(_ request: RPCRequest) async throws -> JSONValue {
        let chain = try node.chainForCommands
        guard chain.isPruning else {
            throw RPCError(.miscellaneous, "Cannot prune blocks because node is not in prune mode.")
        }
        let wish = try request.integer("height", as: Int32.self)
        guard wish >= 0 else { throw RPCError(.invalidParameter, "Negative block height.") }
        var height = Int(wish)
        if wish > Self.firstTime {
            guard let block = await chain.firstBlock(withTimeAtLeast: UInt32(wish) - Self.timestampWindow)
            else {
                throw RPCError(
                    .invalidParameter, "Could not find block with at least the specified timestamp.")
            }
            height = block.height
        }
        let top = await chain.height
        guard top >= node.parameters.pruneAfterHeight else {
            throw RPCError(.miscellaneous, "Blockchain is too short for pruning.")
        }
        guard height <= top else {
            throw RPCError(.invalidParameter, "Blockchain is shorter than the attempted prune height.")
        }
        // The chain itself keeps what is too near to the tip.
        try await chain.prune(upTo: height)
        return .integer(await chain.prunedHeight ?? -1)
    }
}
