import BitcoinStorage
import BitcoinSupport

extension IndexFollower {
    /// Reads a block from disk, and what it spends if the index needs that.
    func read(_ snapshot: BlockSnapshot) throws -> IndexedBlock {
        guard let place = snapshot.dataPosition,
            let block = reading({ try chain.blockFiles.block(at: place, hash: snapshot.hash) })
        else { throw IndexFailure("Failed to read block \(snapshot.hash) from disk") }
        guard writer.needsUndo, snapshot.height > 0 else {
            return IndexedBlock(hash: snapshot.hash, height: snapshot.height, position: place, block: block)
        }
        guard let undoPlace = snapshot.undoPosition,
            let undo = reading({
                try BlockUndo(
                    serialized: chain.blockFiles.readUndo(
                        at: undoPlace, previous: snapshot.header.previousBlock))
            })
        else { throw IndexFailure("Failed to read undo block data \(snapshot.hash) from disk") }
        return IndexedBlock(
            hash: snapshot.hash, height: snapshot.height, position: place, block: block, undo: undo)
    }

    private func reading<Value>(_ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch {
            Log.error("\(error)")
            return nil
        }
    }
}

/// Why an index cannot go on, in upstream's words.
struct IndexFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
