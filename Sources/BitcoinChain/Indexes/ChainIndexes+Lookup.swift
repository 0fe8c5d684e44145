import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainIndexes {
    /// Finds a transaction by its id; nil if there is none, or no index of transactions.
    public func transaction(_ txid: Txid) async throws -> (transaction: Transaction, block: BlockHash)? {
        guard let transactions else { return nil }
        var places: [(candidate: TransactionIndex.Candidate, block: BlockSnapshot)] = []
        for candidate in try transactions.candidates(for: txid) {
            guard let block = await chain.block(candidate.block) else {
                Log.warning("Block index entry \(candidate.block) not found for txid \(txid)")
                continue
            }
            places.append((candidate, block))
        }
        // Blocks of the best chain come first, then what was connected last.
        places.sort {
            $0.block.isActive == $1.block.isActive
                ? $0.candidate.sequence > $1.candidate.sequence : $0.block.isActive
        }
        for (candidate, block) in places {
            guard let position = block.dataPosition,
                let found = read(at: position, offset: candidate.offset, for: txid)
            else { continue }
            if found.transaction.txid == txid { return (found.transaction, block.hash) }
        }
        guard let legacy = try transactions.legacyPosition(of: txid),
            let found = read(at: legacy.block, offset: legacy.offset, for: txid),
            found.transaction.txid == txid
        else { return nil }
        return (found.transaction, found.block)
    }

    /// Finds the transaction of the best chain that spends an output; nil if there is none, or no index of spenders.
    public func spender(of outPoint: OutPoint) async throws -> (transaction: Transaction, block: BlockHash)? {
        guard let spenders else { return nil }
        for candidate in try spenders.candidates(for: outPoint) {
            guard let found = read(at: candidate.block, offset: candidate.offset, for: outPoint.txid) else {
                throw IndexError("IO error finding spending tx for outpoint \(outPoint).")
            }
            if found.transaction.inputs.contains(where: { $0.previousOutput == outPoint }) {
                return (found.transaction, found.block)
            }
        }
        return nil
    }

    private func read(
        at position: FlatFilePosition, offset: Int, for txid: Txid
    ) -> (transaction: Transaction, block: BlockHash)? {
        do {
            var reader = ByteReader(try chain.blockFiles.readBlock(at: position))
            let header: BlockHeader = try reader.read()
            try reader.skip(offset - BlockHeader.size)
            let transaction: Transaction = try reader.read()
            return (transaction.compacted(), header.hash)
        } catch {
            Log.warning("Deserialize or I/O error - \(error) (looking for \(txid))")
            return nil
        }
    }
}
