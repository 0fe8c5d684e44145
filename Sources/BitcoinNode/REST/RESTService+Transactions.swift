import BitcoinCommands
import BitcoinPrimitives
import BitcoinRPC
import BitcoinSupport

// Single transactions, and those that wait for a block.
extension RESTService {
    /// `/rest/tx/<txid>`: a transaction of the mempool or, with an index of them, of any block.
    func transaction(_ request: RESTRequest) async throws -> HTTPResponse {
        let txid = Txid(try RESTRequest.hash(request.path))
        guard let (transaction, block) = try await find(txid) else {
            throw RESTError(.notFound, "\(request.path) not found")
        }
        return try .rest(
            request.format, bytes: transaction.serialized,
            json: .object(transactions.json(transaction, block: block)))
    }

    private func find(_ txid: Txid) async throws -> (Transaction, BlockHash?)? {
        if let entry = try await chain.mempoolEntry(txid) { return (entry.transaction, nil) }
        guard let indexes = node.indexes.current, let follower = indexes.follower("txindex") else {
            return nil
        }
        _ = await follower.waitUntilSynchronized()
        return try await indexes.transaction(txid).map { ($0.transaction, $0.block) }
    }

    /// `/rest/mempool/info.json` and `/rest/mempool/contents.json?verbose=&mempool_sequence=`: as `getmempoolinfo` and
    /// `getrawmempool`.
    func mempool(_ request: RESTRequest) async throws -> HTTPResponse {
        guard request.path == "contents" || request.path == "info" else {
            throw RESTError(
                .badRequest, "Invalid URI format. Expected /rest/mempool/<info|contents>.json")
        }
        guard request.format == .json else { throw RESTFormat.onlyJSON }
        guard request.path == "contents" else { return .rest(json: try await command("getmempoolinfo")) }
        let isVerbose = try flag("verbose", of: request, default: true)
        let hasSequence = try flag("mempool_sequence", of: request, default: false)
        guard !isVerbose || !hasSequence else {
            throw RESTError(
                .badRequest,
                #"Verbose results cannot contain mempool sequence values. (hint: set "verbose=false")"#)
        }
        return .rest(json: try await command("getrawmempool", [.bool(isVerbose), .bool(hasSequence)]))
    }

    private func flag(_ name: String, of request: RESTRequest, default value: Bool) throws(RESTError) -> Bool
    {
        switch request.query(name) {
        case nil: return value
        case "true": return true
        case "false": return false
        default:
            throw RESTError(
                .badRequest, #"The "\#(name)" query parameter must be either "true" or "false"."#)
        }
    }
}
