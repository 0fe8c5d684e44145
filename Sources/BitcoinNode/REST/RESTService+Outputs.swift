import BitcoinPrimitives
import BitcoinRPC
import BitcoinSupport

// Unspent outputs (BIP64).
extension RESTService {
    /// `/rest/getutxos/<txid>-<n>/…`, or the same in the content: which of some outputs are unspent, and those.
    func unspentOutputs(_ request: RESTRequest) async throws -> HTTPResponse {
        let query = try UnspentOutputQuery(request)
        guard
            let (coins, tip) = try await chain.coinsAndTip(
                query.outPoints, includesMempool: query.includesMempool)
        else {
            throw RESTError(.internalServerError, "No chain tip")
        }
        let unspent = coins.compactMap(\.self)
        return try .rest(
            request.format,
            bytes: Self.serialized(
                height: Int32(clamping: tip.height), tip: tip.hash, hits: coins.map { $0 != nil }, unspent),
            json: .members(
                ("chainHeight", .integer(tip.height)), ("chaintipHash", .string("\(tip.hash)")),
                ("bitmap", .string(coins.map { $0 == nil ? "0" : "1" }.joined())),
                ("utxos", .array(unspent.map(described)))))
    }

    private static func serialized(height: Int32, tip: BlockHash, hits: [Bool], _ unspent: [Coin]) -> [UInt8]
    {
        var bitmap = [UInt8](repeating: 0, count: (hits.count + 7) / 8)
        for (index, hit) in hits.enumerated() where hit { bitmap[index / 8] |= 1 << (index % 8) }
        var writer = ByteWriter()
        writer.write(height)
        writer.write(tip.hash)
        writer.writeLengthPrefixed(bitmap)
        writer.writeCompactSize(unspent.count)
        for coin in unspent {
            // Where the version of the transaction once was.
            writer.write(UInt32(0))
            writer.write(coin.height)
            writer.write(coin.output)
        }
        return writer.bytes
    }

    private func described(_ coin: Coin) -> JSONValue {
        .members(
            ("height", .integer(coin.height)), ("value", .amount(satoshis: coin.output.value.satoshis)),
            ("scriptPubKey", .object(transactions.script(coin.output.scriptPubKey))))
    }
}

/// Which outputs are asked about, in the path or, in the format of the answer, in the content.
struct UnspentOutputQuery: Equatable {
    /// The most outputs that one request may name.
    static let maximumCount = 15

    /// The outputs, in the order of the request.
    private(set) var outPoints: [OutPoint] = []
    /// Whether the mempool counts, both for what it spends and for what it makes.
    private(set) var includesMempool = false

    /// Reads a request.
    init(_ request: RESTRequest) throws(RESTError) {
        // Behind the prefix comes a slash and then, if anything, what is asked for.
        let words = request.path.utf8.count > 1 ? RESTRequest.parts(request.path.dropFirst()) : []
        guard !words.isEmpty || !request.body.isEmpty else {
            throw RESTError(.badRequest, "Error: empty request")
        }
        if !words.isEmpty { try read(words) }
        switch request.format {
        case .binary: try read(content: request.body)
        case .hexadecimal:
            try read(content: Self.decodeHexadecimal(request.body) ?? [])
        case .json where words.isEmpty: throw RESTError(.badRequest, "Error: empty request")
        case .json: break
        case nil: throw RESTFormat.unknown()
        }
        guard outPoints.count <= Self.maximumCount else { throw tooMany(outPoints.count) }
    }

    private func tooMany(_ count: Int) -> RESTError {
        RESTError(
            .badRequest, "Error: max outpoints exceeded (max: \(Self.maximumCount), tried: \(count))")
    }

    private mutating func read(_ words: [String]) throws(RESTError) {
        includesMempool = words[0] == "checkmempool"
        for word in includesMempool ? words.dropFirst() : words[...] {
            let parts = word.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
                .map { String(Substring($0)) }
            guard parts.count == 2, let txid = Txid(hex: parts[0]),
                let index = RESTRequest.number(parts[1], as: UInt32.self)
            else { throw RESTError(.badRequest, "Parse error") }
            outPoints.append(OutPoint(txid: txid, index: index))
        }
        guard !outPoints.isEmpty else { throw RESTError(.badRequest, "Error: empty request") }
    }

    /// Bytes in hexadecimal, with white space between them.
    private static func decodeHexadecimal(_ text: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        for word in text.split(whereSeparator: { $0 == 0x20 || (0x09...0x0d).contains($0) }) {
            guard let part = Hex.decode(String(decoding: word, as: UTF8.self)) else { return nil }
            bytes += part
        }
        return bytes
    }

    private mutating func read(content: [UInt8]) throws(RESTError) {
        guard !content.isEmpty else { return }
        guard outPoints.isEmpty else {
            throw RESTError(
                .badRequest, "Combination of URI scheme inputs and raw post data is not allowed")
        }
        do {
            // BIP64 has a flag first. But upstream has always put the content's length before the content, taken the
            // first byte of that for the flag, and read on from there; so that is what clients send: a list alone.
            var writer = ByteWriter(capacity: content.count + 5)
            writer.writeLengthPrefixed(content)
            var reader = ByteReader(writer.bytes)
            includesMempool = try reader.read(UInt8.self) != 0
            outPoints = try reader.readList()
        } catch {
            throw RESTError(.badRequest, "Parse error")
        }
    }
}
