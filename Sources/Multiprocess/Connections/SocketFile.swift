import BitcoinSupport
import Glibc

/// The file of a unix socket that this process made.
struct SocketFile {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// Remembers which file it is; nil if there is none.
    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.path = path
        device = status.st_dev
        inode = status.st_ino
    }

    /// Removes the file, unless another process has put its own in its place.
    func remove() {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
        _ = FileCalls.removeFile(path)
    }

    /// Makes the directories that lead to a file. What cannot be made shows when the file is used.
    static func makeDirectories(for path: String) {
        for (index, character) in zip(path.indices, path) where character == "/" && index != path.startIndex {
            _ = FileCalls.createFolder(String(path[..<index]), 0o700)
        }
    }

    /// Makes way for a new socket: a socket that nobody answers at is removed.
    ///
    /// Whoever listens there is found out by connecting; a file that is no socket is never removed.
    static func clear(_ path: String) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { return }
        do throws(SystemError) {
            close(try Sockets.connect(to: .unix(path: path)))
        } catch {
            guard error.errorNumber == ECONNREFUSED else { throw error }
            _ = FileCalls.removeFile(path)
            return
        }
        throw SystemError(EADDRINUSE, during: "Another process is listening at \(path)")
    }
}
