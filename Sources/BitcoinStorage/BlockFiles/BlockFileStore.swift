import BitcoinPrimitives
import BitcoinSupport

/// Appends blocks and undo records to their files and keeps account of what is in each.
///
/// Not for several threads: the chain's executor owns it. Its `files` may go anywhere.
public final class BlockFileStore {
    /// How the files are laid out.
    public struct Options: Sendable {
        /// The folder, usually `blocks` in the data directory.
        public var directory: String
        /// The four bytes before each record.
        public var magic: [UInt8]
        /// `-blocksxor`
        public var useKey = true
        /// `-fastprune`: small files, for tests of pruning.
        public var fastPrune = false

        /// The usual layout.
        public init(directory: String, magic: [UInt8]) {
            self.directory = directory
            self.magic = magic
        }
    }

    /// Size at which a block file is closed: 128 MiB.
    public static let maxFileSize = 0x0800_0000

    /// Where blocks of one kind are appended.
    private struct Cursor {
        let file: Int
        /// The highest block whose undo record is in the file.
        var undoHeight = 0
    }

    /// The files, for reading.
    public let files: BlockFiles
    /// What is in each file, by its number.
    public private(set) var infos: [BlockFileInfo]
    /// The numbers of the files whose account has changed since the last `takeDirtyFiles`.
    private var dirtyFiles: Set<Int> = []
    /// The files that have been written to since the last flush.
    private var unflushedBlocks: Set<Int> = []
    private var unflushedUndo: Set<Int> = []
    /// The height from which on blocks go into files of their own, so that the blocks before it, which come later, can
    /// be pruned without them: that of a snapshot's block.
    public var snapshotHeight: Int? {
        didSet { findCursors() }
    }
    /// Where blocks are appended.
    private var cursors: [Cursor?] = [Cursor(file: 0), nil]
    /// Set when space was taken, which is when pruning may be due.
    public var hasTakenSpace = false
    private let fastPrune: Bool

    /// Opens the folder, which is made if need be.
    public init(_ options: Options) throws(StorageError) {
        try Directory.create(options.directory)
        fastPrune = options.fastPrune
        files = BlockFiles(
            directory: options.directory, magic: options.magic,
            obfuscation: try BlocksKey.load(directory: options.directory, useKey: options.useKey),
            blocks: FlatFileSequence(
                directory: options.directory, prefix: "blk",
                chunkSize: options.fastPrune ? 0x4000 : 16 << 20),
            undo: FlatFileSequence(directory: options.directory, prefix: "rev", chunkSize: 1 << 20))
        infos = [BlockFileInfo()]
    }

    /// Takes over the accounts that the index database holds.
    public func restore(infos: [BlockFileInfo]) {
        self.infos = infos.isEmpty ? [BlockFileInfo()] : infos
        findCursors()
        dirtyFiles = []
    }

    /// The last file that blocks are appended to.
    public var lastFile: Int { cursors.reduce(0) { max($0, $1?.file ?? 0) } }

    /// Zero for ordinary blocks, one for those from the snapshot on.
    private func kind(ofHeight height: Int) -> Int { height >= snapshotHeight ?? .max ? 1 : 0 }

    /// Goes on with the last file of each kind.
    private func findCursors() {
        let previous = cursors
        cursors = [nil, nil]
        for (file, info) in infos.enumerated() {
            let kind = kind(ofHeight: Int(info.lastHeight))
            let known = previous.first { $0?.file == file } ?? nil
            cursors[kind] = known ?? Cursor(file: file)
        }
    }

    private func cursor(forHeight height: Int) -> Cursor {
        let kind = kind(ofHeight: height)
        if let cursor = cursors[kind] { return cursor }
        let cursor = Cursor(file: cursors.contains { $0 != nil } ? lastFile + 1 : 0)
        cursors[kind] = cursor
        return cursor
    }

    /// The bytes that block and undo files use.
    public var usage: UInt64 {
        infos.reduce(0) { $0 + UInt64($1.size) + UInt64($1.undoSize) }
    }

    /// The accounts that have to be written to the index database, which count as written then.
    public func takeDirtyFiles() -> [(file: Int, info: BlockFileInfo)] {
        defer { dirtyFiles = [] }
        return dirtyFiles.sorted().map { ($0, infos[$0]) }
    }

    // MARK: Blocks

    /// Appends a block and returns where it stands.
    public func append(block: [UInt8], height: Int, time: UInt32) throws(StorageError) -> FlatFilePosition {
        let size = block.count + BlockFiles.headerSize
        let start = try reserve(size, height: height, time: time)
        try write(files.blocks, record: block, trailer: [], at: start)
        unflushedBlocks.insert(start.file)
        return FlatFilePosition(file: start.file, offset: start.offset + BlockFiles.headerSize)
    }

    /// Counts in a block that already stands in a file, as a reindex finds it.
    public func register(blockSize: Int, height: Int, time: UInt32, at position: FlatFilePosition) {
        let kind = kind(ofHeight: height)
        if position.file > cursors[kind]?.file ?? -1 { cursors[kind] = Cursor(file: position.file) }
        extend(to: position.file)
        // An undo file stands beside each block file, if only an empty one.
        unflushedUndo.insert(position.file)
        infos[position.file].add(height: UInt32(height), time: UInt64(time))
        infos[position.file].size = max(infos[position.file].size, UInt32(position.offset + blockSize))
        dirtyFiles.insert(position.file)
    }

    private func extend(to file: Int) {
        while infos.count <= file { infos.append(BlockFileInfo()) }
    }

    /// Finds room for a record, in the current file or a new one, and takes the disk space.
    private func reserve(_ size: Int, height: Int, time: UInt32) throws(StorageError) -> FlatFilePosition {
        let cursor = cursor(forHeight: height)
        let previous = cursor.file
        var current = previous
        extend(to: current)
        let limit = fastPrune ? max(0x10000, size + 1) : Self.maxFileSize
        var finalizeUndo = false
        while Int(infos[current].size) + size >= limit {
            // If the undo file has kept up with the block file, it is complete too.
            finalizeUndo = Int(infos[current].lastHeight) == cursor.undoHeight
            current = max(lastFile, current) + 1
            extend(to: current)
        }
        let position = FlatFilePosition(file: current, offset: Int(infos[current].size))
        if current != previous {
            Log.debug(.blockstorage) {
                "Leaving block file \(previous): \(self.infos[previous]) (onto \(current)) (height \(height))"
            }
            finalize(files.blocks, file: previous, size: infos[previous].size)
            if finalizeUndo { finalize(files.undo, file: previous, size: infos[previous].undoSize) }
            cursors[kind(ofHeight: height)] = Cursor(file: current)
        }
        if try files.blocks.allocate(size, at: position) > 0 { hasTakenSpace = true }
        infos[current].add(height: UInt32(height), time: UInt64(time))
        infos[current].size += UInt32(size)
        dirtyFiles.insert(current)
        return position
    }

    // MARK: Undo records

    /// Appends the undo record of a block that stands in `file` and returns its offset.
    public func append(undo record: [UInt8], file: Int, height: Int, previous: BlockHash)
        throws(StorageError) -> Int
    {
        extend(to: file)
        let size = record.count + BlockFiles.headerSize + BlockFiles.checksumSize
        let position = FlatFilePosition(file: file, offset: Int(infos[file].undoSize))
        if try files.undo.allocate(size, at: position) > 0 { hasTakenSpace = true }
        let checksum = BlockFiles.checksum(previous: previous, record: record)
        try write(files.undo, record: record, trailer: checksum, at: position)
        unflushedUndo.insert(file)
        infos[file].undoSize += UInt32(size)
        dirtyFiles.insert(file)
        // Undo records come in the order of the chain, blocks as they arrive: the file is complete
        // once the record of its highest block is in it.
        let cursor = cursor(forHeight: height)
        if file < cursor.file && UInt32(height) == infos[file].lastHeight {
            finalize(files.undo, file: file, size: infos[file].undoSize)
        } else if file == cursor.file && height > cursor.undoHeight {
            cursors[kind(ofHeight: height)]?.undoHeight = height
        }
        return position.offset + BlockFiles.headerSize
    }

    private func write(
        _ row: FlatFileSequence, record: [UInt8], trailer: [UInt8], at position: FlatFilePosition
    ) throws(StorageError) {
        let length = UInt32(record.count)
        var bytes = files.magic
        bytes.reserveCapacity(BlockFiles.headerSize + record.count + trailer.count)
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: length >> shift))
        }
        bytes += record
        bytes += trailer
        files.obfuscation.apply(to: &bytes, offset: position.offset)
        let file = try row.open(position.file, mode: .update)
        try file.write(bytes, at: position.offset)
    }

    // MARK: Flushing and pruning

    /// Puts the files on the disk that have been written to since the last flush. The index may
    /// name a record only after this has succeeded.
    public func flush() throws(StorageError) {
        for file in unflushedBlocks.sorted() {
            try files.blocks.flush(file, usedSize: Int(infos[file].size), finalize: false)
        }
        // An undo file stands beside each block file, if only an empty one.
        unflushedUndo.formUnion(unflushedBlocks)
        unflushedBlocks = []
        for file in unflushedUndo.sorted() {
            try files.undo.flush(file, usedSize: Int(infos[file].undoSize), finalize: false)
        }
        unflushedUndo = []
    }

    /// Cuts a full file to its size. A failure leaves it longer than need be, which is no harm.
    private func finalize(_ row: FlatFileSequence, file: Int, size: UInt32) {
        do {
            try row.flush(file, usedSize: Int(size), finalize: true)
        } catch {
            Log.warning("\(error)")
        }
    }

    /// Forgets what is in a file. The file itself is removed by `unlink`, after the index
    /// database no longer points into it.
    public func forget(file: Int) {
        guard file < infos.count else { return }
        infos[file] = BlockFileInfo()
        dirtyFiles.insert(file)
        unflushedBlocks.remove(file)
        unflushedUndo.remove(file)
    }

    /// Removes files that nothing points into.
    public func unlink(_ numbers: [Int]) {
        for number in numbers {
            do {
                try Directory.remove(files.blocks.path(of: number))
                try Directory.remove(files.undo.path(of: number))
                Log.debug(.blockstorage) { "Prune: UnlinkPrunedFiles deleted blk/rev (\(number))" }
            } catch {
                Log.warning("\(error)")
            }
        }
    }

    /// Removes all undo files, and the block files behind a gap in their numbers. For a reindex of a
    /// pruned node: the former are written anew, the latter would never be found.
    public func removeUnusableFiles() throws(StorageError) {
        Log.info("Removing unusable blk?????.dat and rev?????.dat files for -reindex with -prune")
        var next = 0
        for name in Directory.entries(files.directory) where name.count == 12 && name.hasSuffix(".dat") {
            let path = "\(files.directory)/\(name)"
            if name.hasPrefix("rev") {
                try Directory.remove(path)
            } else if name.hasPrefix("blk") {
                if path == files.blocks.path(of: next) {
                    next += 1
                } else {
                    try Directory.remove(path)
                }
            }
        }
    }
}
