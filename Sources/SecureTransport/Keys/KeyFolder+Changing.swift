import BitcoinInterfaces
import BitcoinSupport
import Glibc

extension KeyFolder {
    /// Runs a change of the folder's files while no other process makes one. The folder is made if it is missing.
    func changing<Result>(_ body: () throws -> Result) throws -> Result {
        try Path.createDirectories(Path.parent(path))
        guard FileCalls.createFolder(path, 0o700) == 0 || errno == EEXIST else {
            throw FileError(operation: "mkdir", path: path)
        }
        let descriptor = FileCalls.openFolder(path)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path) }
        // Closing it gives the lock back.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileError(operation: "flock", path: path) }
        }
        return try body()
    }
}
