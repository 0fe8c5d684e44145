import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinRPC
import BitcoinSupport

// The chain as a whole: its state, its headers and its heights.
extension RESTService {
    /// `/rest/chaininfo.json`: as `getblockchaininfo`.
    func chainInfo(_ request: RESTRequest) async throws -> HTTPResponse {
        guard request.format == .json else { throw RESTFormat.onlyJSON }
        return .rest(json: try await command("getblockchaininfo"))
    }

    /// `/rest/deploymentinfo.json` and `/rest/deploymentinfo/<hash>.json`: as `getdeploymentinfo`.
    func deployments(_ request: RESTRequest) async throws -> HTTPResponse {
        guard request.format == .json else { throw RESTFormat.onlyJSON }
        guard !request.path.isEmpty else { return .rest(json: try await command("getdeploymentinfo")) }
        let hash = BlockHash(try RESTRequest.hash(request.path))
        guard try await chain.block(hash) != nil else { throw RESTError(.badRequest, "Block not found") }
        return .rest(json: try await command("getdeploymentinfo", [.string(request.path)]), .forever)
    }

    /// `/rest/blockhashbyheight/<height>`: the block of the best chain at a height.
    func blockHash(_ request: RESTRequest) async throws -> HTTPResponse {
        guard let height = RESTRequest.number(request.path, as: Int32.self) else {
            throw RESTError(.badRequest, "Invalid height: \(Self.safeInURI(request.path))")
        }
        guard let block = try await chain.block(atHeight: Int(height)) else {
            throw RESTError(.notFound, "Block height out of range")
        }
        // In hexadecimal it is shown as everywhere, not as it is serialized.
        if request.format == .hexadecimal { return .rest(text: "\(block.hash)") }
        return try .rest(
            request.format, bytes: block.hash.bytes, json: .members(("blockhash", .string("\(block.hash)"))))
    }

    /// `/rest/headers/<hash>?count=<count>`, formerly `/rest/headers/<count>/<hash>`: the header of a block of the best
    /// chain, and of those after it.
    func headers(_ request: RESTRequest) async throws -> HTTPResponse {
        let parts = request.parts
        guard let hash = parts.last, parts.count <= 2 else {
            throw RESTError(
                .badRequest, "Invalid URI format. Expected /rest/headers/<hash>.<ext>?count=<count>")
        }
        let count = try RESTRequest.headerCount(
            parts.count == 2 ? parts[0] : request.query("count") ?? "5")
        let blocks = try await chain.activeBlocks(
            from: BlockHash(RESTRequest.hash(hash)), limit: count)
        let presentation = BlockPresentation(transactions: transactions)
        return try .rest(
            request.format, bytes: blocks.flatMap(\.header.serialized),
            json: .array(blocks.map { .object(presentation.header($0)) }))
    }

    /// Only the characters that can stand in a URI (RFC 3986).
    private static func safeInURI(_ text: String) -> String {
        let punctuation = Set("!*'();:@&=+$,/?#[]-_.~%".utf8)
        let safe = text.utf8.filter { byte in
            punctuation.contains(byte) || (byte < 0x80 && Unicode.Scalar(byte).properties.isAlphabetic)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        return String(decoding: safe, as: UTF8.self)
    }
}
