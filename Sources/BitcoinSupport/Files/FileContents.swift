import Glibc

/// Reading and writing whole files.
public enum FileContents {
    /// All bytes of a file. Files larger than `limit` are refused.
    public static func read(_ path: String, limit: Int = 64 << 20) throws(FileError) -> [UInt8] {
        let descriptor = FileCalls.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path) }
        defer { close(descriptor) }
        var contents: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(operation: "read", path: path)
            }
            if count == 0 { return contents }
            guard contents.count + count <= limit else {
                throw FileError(operation: "read", path: path, code: EFBIG)
            }
            contents += chunk[..<count]
        }
    }

    /// Replaces a file's contents in one step: after a crash the file holds either the old or the new
    /// contents, whole.
    public static func replace(
        _ path: String, with contents: [UInt8], permissions: mode_t = 0o666
    ) throws(FileError) {
        let temporary = path + ".tmp"
        try write(contents, to: temporary, permissions: permissions)
        guard FileCalls.rename(temporary, to: path) == 0 else {
            let code = errno
            _ = FileCalls.removeFile(temporary)
            throw FileError(operation: "rename", path: path, code: code)
        }
        try synchronizeDirectory(Path.parent(path))
    }

    /// Writes a file and waits until it is on the disk.
    public static func write(
        _ contents: [UInt8], to path: String, permissions: mode_t = 0o666
    ) throws(FileError) {
        let descriptor = FileCalls.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path) }
        defer { close(descriptor) }
        try write(contents, to: descriptor, of: path)
        // Devices and pipes cannot be synchronised.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw FileError(operation: "fsync", path: path)
        }
    }

    /// Writes at the end of a file, which is made if it is not there, and does not wait for the disk.
    public static func append(_ contents: [UInt8], to path: String) throws(FileError) {
        let descriptor = FileCalls.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path) }
        defer { close(descriptor) }
        try write(contents, to: descriptor, of: path)
    }

    private static func write(
        _ contents: [UInt8], to descriptor: Int32, of path: String
    ) throws(FileError) {
        var rest = contents[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(operation: "write", path: path)
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func synchronizeDirectory(_ path: String) throws(FileError) {
        let descriptor = FileCalls.openFolder(path.isEmpty ? "." : path)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw FileError(operation: "fsync", path: path)
        }
    }
}
