import BitcoinChain
import BitcoinPrimitives
import BitcoinRPC
import BitcoinStorage
import BitcoinSupport

// Blocks and what they spent.
extension RESTService {
    /// `/rest/block/<hash>` and `/rest/block/notxdetails/<hash>`: a block, as it is stored or with all about it.
    func block(_ request: RESTRequest, _ detail: BlockPresentation.Detail) async throws -> HTTPResponse {
        let snapshot = try await storedBlock(request.path)
        let bytes = try await read(snapshot) { files, position in try files.readBlock(at: position) }
        // Confirmations change, the block itself doesn't.
        guard request.format == .json else {
            return try .rest(request.format, .forever, bytes: bytes, json: .null)
        }
        let block = try Block(serialized: bytes)
        var undo: BlockUndo?
        if case .transactions = detail, snapshot.undoPosition != nil {
            undo = try await node.expectedUndo(snapshot)
        }
        let presentation = BlockPresentation(transactions: transactions)
        return .rest(json: .object(presentation.block(snapshot, block, detail: detail, undo: undo)))
    }

    /// `/rest/blockpart/<hash>?offset=<offset>&size=<size>`: some bytes of a block.
    func blockPart(_ request: RESTRequest) async throws -> HTTPResponse {
        guard let offset = RESTRequest.number(request.query("offset") ?? "", as: UInt64.self) else {
            throw RESTError(.badRequest, "Block part offset missing or invalid")
        }
        guard let size = RESTRequest.number(request.query("size") ?? "", as: UInt64.self) else {
            throw RESTError(.badRequest, "Block part size missing or invalid")
        }
        let snapshot = try await storedBlock(request.path)
        let end = offset.addingReportingOverflow(size)
        var part: [UInt8]?
        if !end.overflow, let start = Int(exactly: offset), let end = Int(exactly: end.partialValue) {
            part = try await read(snapshot) { files, position in
                try files.readBlock(at: position, part: start..<end)
            }
        }
        guard let part else {
            throw RESTError(
                .badRequest, "Bad block part offset/size \(offset)/\(size) for \(request.path)")
        }
        guard request.format != .json else {
            throw RESTError(.badRequest, "JSON output is not supported for this request type")
        }
        return try .rest(request.format, .forever, bytes: part, json: .null)
    }

    /// `/rest/spenttxouts/<hash>`: for each transaction of a block the outputs that it spends.
    func spentOutputs(_ request: RESTRequest) async throws -> HTTPResponse {
        guard request.parts.count == 1 else {
            throw RESTError(.badRequest, "Invalid URI format. Expected /rest/spenttxouts/<hash>.<ext>")
        }
        let snapshot = try await knownBlock(request.path)
        var undo: BlockUndo? = BlockUndo()
        if snapshot.height > 0 {
            do {
                undo = try await chain.readUndo(snapshot.hash)
            } catch {
                Log.error("\(error)")
                undo = nil
            }
        }
        guard let undo else { throw RESTError(.notFound, "\(request.path) undo not available") }
        // The coinbase, which spends nothing, has no place in the undo data.
        let spent = [[]] + undo.transactions.map { $0.map(\.output) }
        return try .rest(
            request.format, .forever, bytes: Self.serialized(spent),
            json: .array(spent.map { .array($0.map(described)) }))
    }

    private static func serialized(_ spent: [[TransactionOutput]]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeCompactSize(spent.count)
        for outputs in spent { writer.writeList(outputs) }
        return writer.bytes
    }

    private func described(_ output: TransactionOutput) -> JSONValue {
        .members(
            ("value", .amount(satoshis: output.value.satoshis)),
            ("scriptPubKey", .object(transactions.script(output.scriptPubKey))))
    }

    // MARK: Files

    private func storedBlock(_ text: String) async throws -> BlockSnapshot {
        let snapshot = try await knownBlock(text)
        guard snapshot.dataPosition == nil else { return snapshot }
        let reason = try await chain.isPruned(snapshot.hash) ? "pruned data" : "not fully downloaded"
        throw RESTError(.notFound, "\(text) not available (\(reason))")
    }

    private func read<Value>(
        _ snapshot: BlockSnapshot, _ body: (BlockFiles, FlatFilePosition) throws -> Value
    ) async throws -> Value {
        let files = try chain.blockFiles
        do {
            if let position = snapshot.dataPosition { return try body(files, position) }
        } catch {
            Log.error("\(error)")
        }
        throw RESTError(.internalServerError, "I/O error reading \(snapshot.hash)")
    }
}
