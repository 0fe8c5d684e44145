import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// Carries out the commands about the indexes and their contents.
struct IndexHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(IndexCommands.getIndexInfo) { try status($0) }
        node.table.register(ScanningCommands.getBlockFilter) { try await blockFilter($0) }
    }

    /// In the order in which upstream tells of them.
    private static let order = ["txindex", "coinstatsindex", "txospenderindex"]

    private func status(_ request: RPCRequest) throws -> JSONValue {
        let wanted = request["index_name"].string ?? ""
        let followers = node.indexes.current?.followers ?? []
        let sorted = followers.sorted { Self.rank($0.name) < Self.rank($1.name) }
        var object: JSONObject = [:]
        for follower in sorted where wanted.isEmpty || follower.name == wanted {
            let status = follower.status
            object.append(
                follower.name,
                .members(
                    ("synced", .bool(status.isSynchronized)),
                    ("best_block_height", .integer(status.height))))
        }
        return .object(object)
    }

    private static func rank(_ name: String) -> Int { order.firstIndex(of: name) ?? order.count }

    private func blockFilter(_ request: RPCRequest) async throws -> JSONValue {
        let hash = try request.blockHash("blockhash")
        let (index, follower) = try node.blockFilters(request)
        let block = try await node.knownBlock(hash)
        let isReady = await follower.waitUntilSynchronized()
        guard let filter = try index.filter(of: block.hash, height: block.height),
            let header = try index.header(of: block.hash, height: block.height)
        else {
            guard block.status.isValid(.scripts) else {
                throw RPCError(
                    .invalidAddressOrKey, "Filter not found. Block was not connected to active chain.")
            }
            guard isReady else {
                throw RPCError(
                    .miscellaneous,
                    "Filter not found. Block filters are still in the process of being indexed.")
            }
            throw RPCError(
                .internalError,
                "Filter not found. This error is unexpected and indicates index corruption.")
        }
        return .members(
            ("filter", .string(Hex.encode(filter.encoded))), ("header", .string("\(header)")))
    }
}

extension NodeContext {
    /// The index of the filters that a request names by their type.
    func blockFilters(_ request: RPCRequest) throws -> (BlockFilterIndex, IndexFollower) {
        let name = try request.string("filtertype")
        guard let type = BlockFilterType(name: name) else {
            throw RPCError(.invalidAddressOrKey, "Unknown filtertype")
        }
        guard let indexes = indexes.current, let index = indexes.filters[type],
            let follower = indexes.follower(type)
        else { throw RPCError(.miscellaneous, "Index is not enabled for filtertype \(name)") }
        return (index, follower)
    }
}
