import BitcoinChain
import BitcoinPrimitives
import BitcoinRPC
import BitcoinStorage
import BitcoinSupport

// Compact filters of blocks (BIP157, BIP158).
extension RESTService {
    /// `/rest/blockfilter/<filtertype>/<hash>`: the filter of a block.
    func blockFilter(_ request: RESTRequest) async throws -> HTTPResponse {
        let parts = request.parts
        guard parts.count == 2 else {
            throw RESTError(
                .badRequest, "Invalid URI format. Expected /rest/blockfilter/<filtertype>/<blockhash>")
        }
        _ = try RESTRequest.hash(parts[1])
        let (index, follower) = try filters(parts[0])
        let block = try await knownBlock(parts[1])
        let isReady = await follower.waitUntilSynchronized()
        guard let filter = try index.filter(of: block.hash, height: block.height) else {
            throw filterNotFound(isReady: isReady, wasConnected: block.status.isValid(.scripts))
        }
        var writer = ByteWriter()
        writer.write(filter.type.rawValue)
        writer.write(filter.blockHash.hash)
        writer.writeLengthPrefixed(filter.encoded)
        return try .rest(
            request.format, .forever, bytes: writer.bytes,
            json: .members(("filter", .string(Hex.encode(filter.encoded)))))
    }

    /// `/rest/blockfilterheaders/<filtertype>/<hash>?count=<count>`, formerly `…/<filtertype>/<count>/<hash>`: the
    /// headers of the filters of a block of the best chain and of those after it.
    func filterHeaders(_ request: RESTRequest) async throws -> HTTPResponse {
        let parts = request.parts
        guard parts.count == 2 || parts.count == 3 else {
            throw RESTError(
                .badRequest,
                "Invalid URI format. Expected /rest/blockfilterheaders/<filtertype>/<blockhash>.<ext>?count=<count>"
            )
        }
        let count = try RESTRequest.headerCount(
            parts.count == 3 ? parts[1] : request.query("count") ?? "5")
        let hash = BlockHash(try RESTRequest.hash(parts[parts.count - 1]))
        let (index, follower) = try filters(parts[0])
        let blocks = try await chain.activeBlocks(from: hash, limit: count)
        let isReady = await follower.waitUntilSynchronized()
        let headers = try blocks.map { block in
            guard let header = try index.header(of: block.hash, height: block.height) else {
                throw filterNotFound(isReady: isReady, wasConnected: true)
            }
            return header
        }
        return try .rest(
            request.format, bytes: headers.flatMap(\.bytes),
            json: .array(headers.map { .string("\($0)") }))
    }

    private func filters(_ name: String) throws(RESTError) -> (BlockFilterIndex, IndexFollower) {
        guard let type = BlockFilterType(name: name) else {
            throw RESTError(.badRequest, "Unknown filtertype \(name)")
        }
        guard let indexes = node.indexes.current, let index = indexes.filters[type],
            let follower = indexes.follower(type)
        else { throw RESTError(.badRequest, "Index is not enabled for filtertype \(name)") }
        return (index, follower)
    }

    private func filterNotFound(isReady: Bool, wasConnected: Bool) -> RESTError {
        let reason =
            if !wasConnected {
                "Block was not connected to active chain."
            } else if !isReady {
                "Block filters are still in the process of being indexed."
            } else {
                "This error is unexpected and indicates index corruption."
            }
        return RESTError(.notFound, "Filter not found. \(reason)")
    }
}
