import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport
import Glibc

/// Writes the records of a wallet into a new file, where only the user can read them.
final class WalletDumpWriter {
    private let path: String
    private let file: Int32
    private var hasher = SHA256()
    private var pending: [UInt8] = []

    /// Lines are written when there are so many bytes of them.
    private static let chunkSize = 1 << 16

    /// Makes the file. Throws if there is one of that name.
    init(path: String) throws(WalletError) {
        guard !Path.exists(path) else {
            throw WalletError(
                "File \(path) already exists. If you are sure this is what you want, move it out of the way first."
            )
        }
        self.path = path
        file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw WalletError("Unable to open \(path) for writing") }
    }

    deinit {
        close(file)
    }

    /// Writes every record of a wallet, and has the file on the disk. Removes the file if that fails.
    static func dump(_ database: WalletDatabase, to path: String) throws {
        let writer = try WalletDumpWriter(path: path)
        do {
            try writer.append(WalletDump.magic, "\(WalletDump.version)")
            try writer.append(WalletDump.formatKey, WalletDump.format)
            try database.visit { key, value in
                var value = value
                defer { value.wipe() }
                try writer.append(Hex.encode(key), Hex.encode(value))
            }
            try writer.finish()
        } catch {
            unlink(path)
            throw error
        }
    }

    private func append(_ key: String, _ value: String) throws {
        var line = Array("\(key),\(value)\n".utf8)
        // It may be a private key.
        defer { line.wipe() }
        hasher.update(line)
        pending += line
        if pending.count >= Self.chunkSize { try flush() }
    }

    private func finish() throws {
        pending += Array("\(WalletDump.checksumKey),\(Hex.encode(hasher.finalizeDouble().bytes))\n".utf8)
        try flush()
        guard fsync(file) == 0 || errno == EINVAL else { throw FileError(operation: "fsync", path: path) }
    }

    private func flush() throws(FileError) {
        defer {
            pending.wipe()
            pending.removeAll(keepingCapacity: true)
        }
        var written = 0
        while written < pending.count {
            let count = pending[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(operation: "write", path: path)
            }
            written += count
        }
    }
}
