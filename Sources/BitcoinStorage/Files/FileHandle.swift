import BitcoinSupport
import Glibc

/// An open file that closes itself, with reads and writes at given positions.
public struct FileHandle: ~Copyable, Sendable {
    /// How a file is opened.
    public enum Mode: Sendable {
        /// For reading; it must exist.
        case read
        /// For reading and writing; made if it does not exist.
        case update
        /// For reading and writing; must not exist yet.
        case create
    }

    /// Where the file is, for messages.
    public let path: String
    private let descriptor: Int32

    /// Opens a file.
    public init(_ path: String, mode: Mode) throws(StorageError) {
        let flags =
            switch mode {
            case .read: O_RDONLY
            case .update: O_RDWR | O_CREAT
            case .create: O_RDWR | O_CREAT | O_EXCL
            }
        descriptor = FileCalls.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .lastError("open", path) }
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// The length in bytes.
    public var size: Int {
        get throws(StorageError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw .lastError("examine", path) }
            return Int(status.st_size)
        }
    }

    /// Reads up to `count` bytes at a position; fewer at the end of the file.
    public func read(at position: Int, count: Int) throws(StorageError) -> [UInt8] {
        var failure: StorageError?
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
            while filled < count {
                let step = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, count - filled,
                    off_t(position + filled))
                if step < 0 {
                    if errno == EINTR { continue }
                    failure = .lastError("read", path)
                    return
                }
                if step == 0 { return }
                filled += step
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads exactly `count` bytes at a position.
    public func readExactly(at position: Int, count: Int) throws(StorageError) -> [UInt8] {
        let bytes = try read(at: position, count: count)
        guard bytes.count == count else { throw .truncated(path: path, position: position) }
        return bytes
    }

    /// Writes all bytes at a position.
    public func write(_ bytes: [UInt8], at position: Int) throws(StorageError) {
        var failure: StorageError?
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let step = pwrite(
                    descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written,
                    off_t(position + written))
                if step < 0 {
                    if errno == EINTR { continue }
                    failure = .lastError("write", path)
                    return
                }
                written += step
            }
        }
        if let failure { throw failure }
    }

    /// Takes disk space for everything up to `end`, so that it is contiguous. Advisory: a file
    /// system that cannot do it is no error, but a full one is.
    public func allocate(upTo end: Int) throws(StorageError) {
        let code = posix_fallocate(descriptor, 0, off_t(end))
        if code == ENOSPC || code == EDQUOT || code == EFBIG { throw .diskFull(path: path) }
    }

    /// Cuts the file off at a length.
    public func truncate(to size: Int) throws(StorageError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .lastError("truncate", path) }
    }

    /// Returns when what was written is on the disk. File systems that cannot do it are accepted.
    public func synchronize() throws(StorageError) {
        guard fdatasync(descriptor) == 0 || errno == EINVAL else { throw .lastError("synchronize", path) }
    }
}
