import BitcoinSupport

/// A row of numbered files, `blk00000.dat`, `blk00001.dat`, …, that grow by fixed chunks.
public struct FlatFileSequence: Sendable {
    /// The folder they are in.
    public let directory: String
    /// The letters before the number.
    public let prefix: String
    /// How much space is taken at once.
    public let chunkSize: Int

    /// A row of files.
    public init(directory: String, prefix: String, chunkSize: Int) {
        self.directory = directory
        self.prefix = prefix
        self.chunkSize = chunkSize
    }

    /// The name of a file.
    public func name(of file: Int) -> String {
        let digits = String(file)
        let padding = String(repeating: "0", count: max(0, 5 - digits.count))
        return "\(prefix)\(padding)\(digits).dat"
    }

    /// The path of a file.
    public func path(of file: Int) -> String { "\(directory)/\(name(of: file))" }

    /// Opens a file.
    public func open(_ file: Int, mode: FileHandle.Mode) throws(StorageError) -> FileHandle {
        if mode != .read { try Directory.create(directory) }
        return try FileHandle(path(of: file), mode: mode)
    }

    /// Takes the chunks that a record of `size` bytes at `position` reaches into, unless it has
    /// been done. Returns how many bytes were taken.
    @discardableResult
    public func allocate(_ size: Int, at position: FlatFilePosition) throws(StorageError) -> Int {
        let oldChunks = (position.offset + chunkSize - 1) / chunkSize
        let newChunks = (position.offset + size + chunkSize - 1) / chunkSize
        guard newChunks > oldChunks else { return 0 }
        let newSize = newChunks * chunkSize
        let increase = newSize - position.offset
        guard DiskSpace.suffices(at: directory, additional: increase) else {
            throw .diskFull(path: path(of: position.file))
        }
        let file = try open(position.file, mode: .update)
        try file.allocate(upTo: newSize)
        return increase
    }

    /// Puts a file on the disk. A finished one loses the space that it did not need.
    public func flush(_ file: Int, usedSize: Int, finalize: Bool) throws(StorageError) {
        let handle = try open(file, mode: .update)
        if finalize { try handle.truncate(to: usedSize) }
        try handle.synchronize()
        Directory.synchronize(directory)
    }
}
