import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// How taking a block back went.
    enum Disconnection: Equatable {
        /// The coins are what they were before the block.
        case clean
        /// The coins are, but they were not what the block had made of them.
        case unclean
    }

    /// Reads a block that is to be left and takes it back from the coins.
    @discardableResult
    func takeBack(_ node: BlockNode, from coins: CoinsCache) throws -> Block {
        do {
            let block = try read(node)
            try coins.transaction {
                guard try disconnect(block, node: node, from: coins) == .clean else {
                    throw ChainError(
                        "DisconnectTip(): DisconnectBlock \(block.hash) failed", remedy: .reindex)
                }
            }
            return block
        } catch {
            Log.error("\(error)")
            throw ChainError("Failed to disconnect block.", remedy: .reindex)
        }
    }

    /// Takes a block back from the coins, within a transaction of the caller's.
    func disconnect(_ block: Block, node: BlockNode, from coins: CoinsCache) throws -> Disconnection {
        let entry = tree[node]
        let undo = try readUndo(node)
        guard undo.transactions.count + 1 == block.transactions.count else {
            throw inconsistent(entry, "block and undo data inconsistent")
        }
        let isRepeatedLater = RepeatedCoinbases.isRepeatedLater(entry.hash, height: entry.height)
        var result = Disconnection.clean
        for (index, transaction) in block.transactions.enumerated().reversed() {
            let areOutputsRight = try removeOutputs(of: transaction, height: entry.height, from: coins)
            if !areOutputsRight && !(index == 0 && isRepeatedLater) { result = .unclean }
            guard index > 0 else { continue }
            let spent = undo.transactions[index - 1]
            guard spent.count == transaction.inputs.count else {
                throw inconsistent(entry, "transaction and undo data inconsistent")
            }
            for (input, coin) in zip(transaction.inputs, spent).reversed() {
                if try !restore(coin, at: input.previousOutput, entry, to: coins) { result = .unclean }
            }
        }
        coins.setBestBlock(entry.header.previousBlock)
        return result
    }

    /// Removes the outputs of a transaction. Returns whether they were all there, as they should be.
    private func removeOutputs(
        of transaction: Transaction, height: Int, from coins: CoinsCache
    ) throws -> Bool {
        var areRight = true
        for (index, output) in transaction.outputs.enumerated() where !output.scriptPubKey.isUnspendable {
            let coin = try coins.spend(OutPoint(txid: transaction.txid, index: UInt32(index)))
            let expected = Coin(
                output: output, height: UInt32(height), isCoinbase: transaction.isCoinbase)
            if coin != expected { areRight = false }
        }
        return areRight
    }

    /// Puts a spent coin back. Returns whether its place was empty.
    private func restore(
        _ coin: Coin, at outPoint: OutPoint, _ entry: BlockEntry, to coins: CoinsCache
    ) throws -> Bool {
        let isEmpty = try !coins.contains(outPoint)
        var coin = coin
        if coin.height == 0 {
            // Before version 0.8 only the last undo record of a transaction had height and origin;
            // then some other output of it must still be there.
            guard let other = try coins.anyCoin(of: outPoint.txid) else {
                throw inconsistent(entry, "undo data without height")
            }
            coin.height = other.height
            coin.isCoinbase = other.isCoinbase
        }
        try coins.add(outPoint, coin, mayOverwrite: !isEmpty)
        return isEmpty
    }

    /// Reads the undo record of a block.
    func readUndo(_ node: BlockNode) throws -> BlockUndo {
        let entry = tree[node]
        guard let position = entry.undoPosition else {
            throw inconsistent(entry, "no undo data available")
        }
        let bytes = try blockFiles.readUndo(at: position, previous: entry.header.previousBlock)
        do {
            return try BlockUndo(serialized: bytes)
        } catch {
            throw StorageError.damaged(
                path: blockFiles.undo.path(of: position.file), position: position.offset,
                reason: "the undo data cannot be read (\(error))")
        }
    }

    private func inconsistent(_ entry: BlockEntry, _ reason: String) -> ChainError {
        ChainError(
            "DisconnectBlock(): \(reason) for block \(entry.hash) at height \(entry.height). "
                + "Restart with -reindex-chainstate, or -reindex if that does not help.",
            remedy: .reindex)
    }
}
