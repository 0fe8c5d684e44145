import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTransactions

// What commands say of blocks that are not known or not on disk, in one place.
extension NodeContext {
    /// The last block of the best chain.
    var tipForCommands: BlockSnapshot {
        get async throws {
            guard let tip = try await chainForCommands.tip else {
                throw RPCError(.internalError, "No chain tip")
            }
            return tip
        }
    }

    /// A block that is known, if only by its header.
    func knownBlock(_ hash: BlockHash) async throws -> BlockSnapshot {
        guard let block = try await chainForCommands.block(hash) else {
            throw RPCError(.invalidAddressOrKey, "Block not found")
        }
        return block
    }

    /// The block that an argument names by its hash or, in the best chain, by its height.
    func block(byHashOrHeight value: JSONValue) async throws -> BlockSnapshot {
        guard case .number = value else {
            return try await knownBlock(BlockHash(Hash256(argument: value, called: "hash_or_height")))
        }
        let height = Int(try value.requireInteger(as: Int32.self))
        guard height >= 0 else {
            throw RPCError(.invalidParameter, "Target block height \(height) is negative")
        }
        let chain = try chainForCommands
        guard let block = await chain.block(atHeight: height) else {
            throw RPCError(
                .invalidParameter, "Target block height \(height) after current tip \(await chain.height)")
        }
        return block
    }

    /// A block that is on disk.
    func blockOnDisk(_ snapshot: BlockSnapshot) async throws -> Block {
        let chain = try chainForCommands
        guard snapshot.dataPosition != nil else {
            throw RPCError(
                .miscellaneous,
                await chain.isPruned(snapshot.hash)
                    ? "Block not available (pruned data)" : "Block not available (not fully downloaded)")
        }
        do {
            if let block = try await chain.readBlock(snapshot.hash) { return block }
        } catch {
            // What is wrong with the files is the user's business, but not that of whoever asks.
            Log.error("\(error)")
        }
        // Or it was pruned just now.
        throw RPCError(.miscellaneous, "Block not found on disk")
    }

    /// What a block spent. The first one spends nothing.
    func undoOnDisk(_ snapshot: BlockSnapshot) async throws -> BlockUndo {
        guard snapshot.height > 0 else { return BlockUndo() }
        guard snapshot.undoPosition != nil else {
            throw RPCError(
                .miscellaneous,
                try await chainForCommands.isPruned(snapshot.hash)
                    ? "Undo data not available (pruned data)" : "Undo data not available")
        }
        guard let undo = try await readableUndo(snapshot) else {
            throw RPCError(.miscellaneous, "Can't read undo data from disk")
        }
        return undo
    }

    /// What a block spent, where it is on disk.
    func expectedUndo(_ snapshot: BlockSnapshot) async throws -> BlockUndo {
        guard let undo = try await readableUndo(snapshot) else {
            throw RPCError(
                .internalError,
                "Undo data expected but can't be read. This could be due to disk corruption or a "
                    + "conflict with a pruning event.")
        }
        return undo
    }

    private func readableUndo(_ snapshot: BlockSnapshot) async throws -> BlockUndo? {
        do {
            let undo = try await chainForCommands.readUndo(snapshot.hash)
            // One list of coins for each transaction but the coinbase.
            if let undo, undo.transactions.count == snapshot.transactionCount - 1 { return undo }
            Log.error("The undo data of block \(snapshot.hash) is not that of its transactions")
        } catch let error as RPCError {
            throw error
        } catch {
            Log.error("\(error)")
        }
        return nil
    }
}
