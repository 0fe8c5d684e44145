import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage

/// Finds blocks in a file: records of magic, length and block, with whatever else between them.
/// Reads in large pieces and never more than one block ahead.
final class BlockFileScanner {
    /// A record that looks like a block. Its contents may still be garbage.
    struct Record {
        /// Where the block begins.
        let offset: Int
        /// The bytes that the length promised.
        let bytes: [UInt8]
    }

    private static let windowSize = 8 << 20

    private let file: FileHandle
    private let magic: [UInt8]
    private let obfuscation: Obfuscation
    private var window: [UInt8] = []
    private var windowStart = 0
    private var position = 0

    /// Begins at the beginning of a file.
    init(_ file: consuming FileHandle, magic: [UInt8], obfuscation: Obfuscation = .none) {
        self.file = file
        self.magic = magic
        self.obfuscation = obfuscation
    }

    /// The next record, nil at the end of the file. After a record that turned out to be garbage,
    /// `resume(after:)` has to be called first.
    func next() throws(StorageError) -> Record? {
        while let start = try findMagic() {
            // From here on in any case: what looks like magic may be part of something else.
            position = start + 1
            guard let header = try bytes(at: start, count: BlockFiles.headerSize) else { return nil }
            let size = header[4...].enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
            guard size >= BlockHeader.size, size <= ConsensusLimits.maximumBlockSize else { continue }
            let offset = start + BlockFiles.headerSize
            guard let block = try bytes(at: offset, count: size) else { continue }
            position = offset + size
            return Record(offset: offset, bytes: block)
        }
        return nil
    }

    /// Goes on behind the magic of a record, not behind its end, because its length cannot be
    /// trusted.
    func resume(after record: Record) {
        position = record.offset - BlockFiles.headerSize + 1
    }

    /// Reads bytes again, of a record that was found before.
    func reread(offset: Int, count: Int) throws(StorageError) -> [UInt8] {
        var bytes = try file.readExactly(at: offset, count: count)
        obfuscation.apply(to: &bytes, offset: offset)
        return bytes
    }

    /// The place of the next magic at or behind the position.
    private func findMagic() throws(StorageError) -> Int? {
        while true {
            try fill(at: position, count: magic.count)
            let start = position - windowStart
            guard start + magic.count <= window.count else { return nil }
            var index = start
            while index + magic.count <= window.count {
                if window[index] == magic[0] && window[index + 1] == magic[1]
                    && window[index + 2] == magic[2] && window[index + 3] == magic[3]
                {
                    return windowStart + index
                }
                index += 1
            }
            position = windowStart + index
        }
    }

    private func bytes(at offset: Int, count: Int) throws(StorageError) -> [UInt8]? {
        try fill(at: offset, count: count)
        let start = offset - windowStart
        guard start + count <= window.count else { return nil }
        return Array(window[start..<start + count])
    }

    /// Makes the window hold `count` bytes at an offset, if the file is that long.
    private func fill(at offset: Int, count: Int) throws(StorageError) {
        if offset >= windowStart && offset + count <= windowStart + window.count { return }
        window = try file.read(at: offset, count: max(count, Self.windowSize))
        obfuscation.apply(to: &window, offset: offset)
        windowStart = offset
    }
}
