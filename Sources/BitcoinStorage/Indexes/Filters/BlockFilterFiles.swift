import BitcoinPrimitives

/// The row of files `fltrNNNNN.dat` that hold the filters themselves: hash of the block, length, filter.
struct BlockFilterFiles: Sendable {
    /// Size at which a file is closed: 16 MiB.
    private static let maximumSize = 16 << 20

    private let row: FlatFileSequence

    init(directory: String) {
        row = FlatFileSequence(directory: directory, prefix: "fltr", chunkSize: 1 << 20)
    }

    /// Appends a filter at `next`, or at the beginning of the next file, and moves `next` behind it. Returns where
    /// it stands.
    func append(_ filter: BlockFilter, at next: inout FlatFilePosition) throws(StorageError)
        -> FlatFilePosition
    {
        var writer = ByteWriter(capacity: 41 + filter.encoded.count)
        writer.write(filter.blockHash.hash)
        writer.writeLengthPrefixed(filter.encoded)
        if next.offset + writer.bytes.count > Self.maximumSize {
            try row.flush(next.file, usedSize: next.offset, finalize: true)
            next = FlatFilePosition(file: next.file + 1, offset: 0)
        }
        try row.allocate(writer.bytes.count, at: next)
        let file = try row.open(next.file, mode: .update)
        try file.write(writer.bytes, at: next.offset)
        let position = next
        next.offset += writer.bytes.count
        return position
    }

    /// Puts the file that is being written on the disk.
    func synchronize(_ next: FlatFilePosition) throws(StorageError) {
        try row.flush(next.file, usedSize: next.offset, finalize: false)
    }

    /// Reads the filter of a block, and sees that its hash is the one that is expected.
    func filter(
        at position: FlatFilePosition, type: BlockFilterType, hash: Hash256
    ) throws -> BlockFilter {
        let file = try row.open(position.file, mode: .read)
        // Most filters are shorter than this; then one read is enough.
        var count = 1 << 15
        while true {
            let bytes = try file.read(at: position.offset, count: count)
            var reader = ByteReader(bytes)
            do {
                let block = BlockHash(try reader.readHash())
                let encoded = try reader.readLengthPrefixed().array
                let filter = try BlockFilter(type: type, blockHash: block, encoded: encoded, isTrusted: true)
                if filter.hash == hash { return filter }
            } catch SerializationError.endOfData where bytes.count == count && count < Self.maximumSize {
                count = Self.maximumSize
                continue
            } catch {}
            throw IndexError(
                "\(row.path(of: position.file)) is damaged at \(position.offset): "
                    + "Checksum mismatch in filter decode.")
        }
    }
}
