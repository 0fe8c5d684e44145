import BitcoinSupport
import Glibc

/// Copies files of any size, and removes what a failed attempt left.
enum FileCopy {
    /// Copies a file to a place where there is none yet, and has the copy on the disk.
    static func copy(_ source: String, to target: String) throws(FileError) {
        let input = FileCalls.open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw FileError(operation: "open", path: source) }
        defer { close(input) }
        let output = FileCalls.open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw FileError(operation: "open", path: target) }
        defer { close(output) }
        while true {
            let count = sendfile(output, input, nil, 1 << 20)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw FileError(operation: "copy", path: target)
            }
        }
        guard fsync(output) == 0 else { throw FileError(operation: "fsync", path: target) }
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) {
        _ = FileCalls.removeFile(path)
    }

    /// Removes a folder, if it is there and empty.
    static func removeFolder(_ path: String) {
        _ = FileCalls.removeFolder(path)
    }
}
