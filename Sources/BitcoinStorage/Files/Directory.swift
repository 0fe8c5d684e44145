import BitcoinSupport
import Glibc

/// What the stores need to know about folders.
public enum Directory {
    /// Makes a folder and those above it. One that exists is no error.
    public static func create(_ path: String) throws(StorageError) {
        if FileCalls.createFolder(path) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw .lastError("create", path)
        }
        try create(String(path[..<slash]))
        guard FileCalls.createFolder(path) == 0 || errno == EEXIST else { throw .lastError("create", path) }
    }

    /// The names in a folder, without `.` and `..`; empty if there is no such folder.
    public static func entries(_ path: String) -> [String] {
        Path.entries(path).map(Path.fileName).sorted()
    }

    /// Whether a file or folder exists.
    public static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Returns when the names in a folder are on the disk.
    public static func synchronize(_ path: String) {
        let descriptor = FileCalls.openFolder(path)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Removes a file. One that is not there is no error.
    public static func remove(_ path: String) throws(StorageError) {
        guard FileCalls.removeFile(path) == 0 || errno == ENOENT else { throw .lastError("remove", path) }
    }

    /// Removes a folder with the files in it, but no folders in it. One that is not there is no error.
    public static func removeAll(_ path: String) throws(StorageError) {
        for name in entries(path) { try remove("\(path)/\(name)") }
        guard FileCalls.removeFolder(path) == 0 || errno == ENOENT else { throw .lastError("remove", path) }
    }

    /// Gives a file or folder another name, in place of a file that has it.
    public static func rename(_ path: String, to newPath: String) throws(StorageError) {
        guard FileCalls.rename(path, to: newPath) == 0 else { throw .lastError("rename", path) }
    }
}

/// The rule that keeps the node from filling a disk to the last byte.
public enum DiskSpace {
    /// What is always left free: 50 MiB.
    public static let reserve: UInt64 = 50 << 20

    /// The bytes that a user without privileges can still write below a folder.
    public static func available(at path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    /// Whether `additional` bytes may be written and the reserve stays. Unknown counts as yes.
    public static func suffices(at path: String, additional: Int = 0) -> Bool {
        guard let available = available(at: path) else { return true }
        return available >= reserve + UInt64(max(additional, 0))
    }
}
