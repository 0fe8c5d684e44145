import BitcoinChain
import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// Carries out the commands that write all coins to a file and read them from one.
struct SnapshotHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(OutputSetCommands.dumpTxOutSet) { try await dump($0) }
        node.table.register(OutputSetCommands.loadTxOutSet) { try await load($0) }
    }

    // MARK: Reading

    private func load(_ request: RPCRequest) async throws -> JSONValue {
        let chain = try node.chainForCommands
        let path = node.arguments.dataPath(try request.string("path"))
        guard let file = try? SequentialFile(path, mode: .read) else {
            throw RPCError(.invalidParameter, "Couldn't open file \(path) for reading.")
        }
        let reader = try reader(of: file)
        let base: BlockSnapshot
        do {
            base = try await chain.loadSnapshot(reader)
        } catch let error as SnapshotLoadError {
            throw RPCError(.internalError, "Unable to load UTXO snapshot: \(error). (\(path))")
        }
        node.tip.update(BlockRef(base))
        return .members(
            ("coins_loaded", .integer(reader.metadata.coinCount)), ("tip_hash", .string("\(base.hash)")),
            ("base_height", .integer(base.height)), ("path", .string(path)))
    }

    private func reader(of file: SequentialFile) throws -> SnapshotReader {
        do {
            do {
                let reader = try SnapshotReader(file)
                try reader.metadata.check(for: node.parameters)
                return reader
            } catch SnapshotReader.Malformation.metadata(let malformation) {
                throw UnusableMetadata(malformation)
            }
        } catch {
            throw RPCError(.deserialization, "Unable to parse metadata: \(error)")
        }
    }

    // MARK: Writing

    private func dump(_ request: RPCRequest) async throws -> JSONValue {
        let chain = try node.chainForCommands
        let tip = try await node.tipForCommands
        let target = try await target(request, tip)
        let path = node.arguments.dataPath(try request.string("path"))
        // A pipe is written at once; a file gets its name when it is complete.
        let isPipe = Path.isPipe(path)
        let temporaryPath = isPipe ? path : path + ".incomplete"
        guard isPipe || !Directory.exists(path) else {
            throw RPCError(
                .invalidParameter,
                "\(path) already exists. If you are sure this is what you want, move it out of the way first")
        }
        let file: SequentialFile
        do {
            file = try SequentialFile(temporaryPath, mode: .write)
        } catch {
            throw RPCError(.invalidParameter, "Couldn't open file \(temporaryPath) for writing.")
        }
        let summary: SnapshotSummary
        do {
            if target.hash == tip.hash {
                summary = try await chain.dumpCoins(to: file)
            } else {
                summary = try await dump(target, to: file, beside: temporaryPath, request)
            }
            if !isPipe { try Directory.rename(temporaryPath, to: path) }
        } catch {
            if !isPipe { try? Directory.remove(temporaryPath) }
            if error is ChainInterrupted { throw RPCError(.notConnected, "Shutting down") }
            throw error
        }
        return .members(
            ("coins_written", .integer(summary.coinCount)), ("base_hash", .string("\(summary.base.hash)")),
            ("base_height", .integer(summary.base.height)), ("path", .string(path)),
            ("txoutset_hash", .string("\(summary.hash)")),
            ("nchaintx", .integer(summary.base.chainTransactionCount)))
    }

    /// The block whose coins are wanted.
    private func target(_ request: RPCRequest, _ tip: BlockSnapshot) async throws -> BlockSnapshot {
        let type = try request.string("type")
        let wish = request.option("rollback")
        if !wish.isNull {
            guard type.isEmpty || type == "rollback" else {
                throw RPCError(
                    .invalidParameter, "Invalid snapshot type \"\(type)\" specified with rollback option")
            }
            return try await node.block(byHashOrHeight: wish)
        }
        switch type {
        case "latest":
            return tip
        case "rollback":
            let height = node.parameters.assumeUTXO.map(\.height).max() ?? 0
            return try await node.block(byHashOrHeight: .integer(height))
        default:
            throw RPCError(
                .invalidParameter,
                "Invalid snapshot type \"\(type)\" specified. Please specify \"rollback\" or \"latest\"")
        }
    }

    /// Where the coins of earlier blocks are kept meanwhile: in a folder that is the node's own, as a database has to be.
    private func changesPath(_ height: Int) throws -> String {
        Path.join(try node.arguments.blocksDirectory(), "temp_utxo_\(height)")
    }

    /// Writes the coins of an earlier block. The blocks after it are kept from being pruned meanwhile.
    private func dump(
        _ target: BlockSnapshot, to file: SequentialFile, beside path: String, _ request: RPCRequest
    ) async throws -> SnapshotSummary {
        let chain = try node.chainForCommands
        if let pruned = await chain.prunedHeight, pruned >= target.height {
            throw RPCError(
                .miscellaneous,
                "Could not roll back to requested height since necessary block data is already pruned.")
        }
        let lock = "dumptxoutset \(path)"
        await chain.setPruneLock(lock, height: target.height)
        let isInMemory = request.option("in_memory").bool ?? false
        if isInMemory {
            Log.info("Using in-memory database for UTXO-set rollback (this may require significant RAM).")
        }
        do {
            let summary = try await chain.dumpCoins(
                asOf: target, to: file,
                changesPath: isInMemory ? nil : try changesPath(target.height))
            await chain.setPruneLock(lock, height: nil)
            return summary
        } catch {
            await chain.setPruneLock(lock, height: nil)
            switch error {
            case RollbackError.unreadableBlock(let height):
                throw RPCError(.internalError, "Failed to read block at height \(height)")
            case RollbackError.badUndo(let height):
                throw RPCError(.internalError, "Failed to roll back block at height \(height)")
            case RollbackError.notInChain:
                throw RPCError.internalBug("rollback_cache.GetBestBlock() == target->GetBlockHash()")
            default:
                throw error
            }
        }
    }
}
