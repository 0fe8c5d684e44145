import BitcoinSupport
import Glibc

/// A file, or a pipe, that is written or read from its beginning to its end, through a buffer.
public final class SequentialFile {
    /// What is done with the file.
    public enum Mode: Sendable {
        /// It is read and must exist.
        case read
        /// It is written; what was in it is lost.
        case write
    }

    /// Where the file is, for messages.
    public let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0

    private static let bufferSize = 1 << 20

    /// Opens a file.
    public init(_ path: String, mode: Mode) throws(StorageError) {
        self.path = path
        let flags =
            switch mode {
            case .read: O_RDONLY
            case .write: O_WRONLY | O_CREAT | O_TRUNC
            }
        descriptor = FileCalls.open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw .lastError("open", path) }
    }

    deinit {
        close(descriptor)
    }

    // MARK: Writing

    /// Appends bytes. They may stay in memory until `finish`.
    public func write(_ bytes: [UInt8]) throws(StorageError) {
        buffer += bytes
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Writes what is still in memory. On return it is on the disk, if it is a file.
    public func finish() throws(StorageError) {
        try flush()
        // Pipes cannot be synchronized.
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
            throw .lastError("synchronize", path)
        }
    }

    private func flush() throws(StorageError) {
        var written = 0
        while written < buffer.count {
            let step = buffer.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if step < 0 {
                if errno == EINTR { continue }
                throw .lastError("write", path)
            }
            written += step
        }
        buffer.removeAll(keepingCapacity: true)
    }

    // MARK: Reading

    /// The next `count` bytes, or those that are left if they are fewer.
    public func read(_ count: Int) throws(StorageError) -> [UInt8] {
        while buffer.count - position < count {
            if try !fill() { break }
        }
        let end = min(position + count, buffer.count)
        defer { position = end }
        return [UInt8](buffer[position..<end])
    }

    /// The next byte; nil at the end.
    public func readByte() throws(StorageError) -> UInt8? {
        if position == buffer.count, try !fill() { return nil }
        defer { position += 1 }
        return buffer[position]
    }

    /// Reads more into the buffer. False at the end.
    private func fill() throws(StorageError) -> Bool {
        buffer.removeFirst(position)
        position = 0
        let start = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: Self.bufferSize))
        var step = -1
        repeat {
            step = buffer.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress.map { $0 + start }, Self.bufferSize)
            }
        } while step < 0 && errno == EINTR
        let code = errno
        buffer.removeLast(Self.bufferSize - max(step, 0))
        if step < 0 { throw .lastError("read", path, code) }
        return step > 0
    }
}
