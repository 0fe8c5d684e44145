import BitcoinSupport
import Glibc

/// The kinds of wallet files, told apart by how they begin.
enum WalletFileFormat: String, Sendable {
    /// A database of this and every other current program.
    case sqlite
    /// A database of programs before 2021, which must be migrated.
    case berkeleyDB = "bdb"

    /// The format of a file, or `nil` if it is no wallet of this network.
    ///
    /// - Parameter magic: the network's message start, which SQLite keeps as the application id.
    init?(path: String, magic: [UInt8]) {
        let head = Self.head(of: path)
        if Self.isBerkeleyDB(head) {
            self = .berkeleyDB
        } else if Self.isSQLite(head, magic: magic) {
            self = .sqlite
        } else {
            return nil
        }
    }

    /// A Berkeley DB B-tree has at least one page of 4096 bytes, and its magic number at byte 12.
    private static func isBerkeleyDB(_ head: Head) -> Bool {
        guard head.fileSize >= 4096, head.bytes.count >= 16 else { return false }
        let magic = Array(head.bytes[12..<16])
        return magic == [0x62, 0x31, 0x05, 0x00] || magic == [0x00, 0x05, 0x31, 0x62]
    }

    /// An SQLite database has at least 512 bytes, its signature at byte 0 and the application id at byte 68.
    private static func isSQLite(_ head: Head, magic: [UInt8]) -> Bool {
        guard head.fileSize >= 512, head.bytes.count >= 72 else { return false }
        return head.bytes.prefix(16).elementsEqual("SQLite format 3\0".utf8)
            && Array(head.bytes[68..<72]) == magic
    }

    private struct Head {
        var fileSize = 0
        var bytes: [UInt8] = []
    }

    private static func head(of path: String) -> Head {
        let file = FileCalls.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return Head() }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return Head() }
        let bytes = [UInt8](unsafeUninitializedCapacity: 72) { buffer, count in
            count = max(0, read(file, buffer.baseAddress, buffer.count))
        }
        return Head(fileSize: Int(status.st_size), bytes: bytes)
    }
}
