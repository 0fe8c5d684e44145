import BitcoinMempool
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import Glibc

/// `mempool.dat`: the mempool as it was when the node was stopped, in upstream's format.
///
/// Eight bytes of version; since version 2 a key of eight bytes behind its length, over all that follows.
enum MempoolFile {
    private static let versionWithoutKey: UInt64 = 1
    private static let version: UInt64 = 2
    /// No mempool takes as much memory as this.
    private static let maximumSize = 4 << 30

    /// Reads a file. Nil, and an entry in the log, if that is not possible.
    static func read(_ path: String) -> StoredMempool? {
        guard var bytes = try? FileContents.read(path, limit: maximumSize) else {
            Log.info("Failed to open mempool file. Continuing anyway.")
            return nil
        }
        do throws(SerializationError) {
            var reader = ByteReader(bytes)
            let found: UInt64 = try reader.read()
            guard found == version || found == versionWithoutKey else { return nil }
            if found == version {
                let key = try reader.readLengthPrefixed()
                guard let obfuscation = Obfuscation(bytes: key.array) else {
                    Log.info(
                        "Failed to deserialize mempool data on file: Obfuscation key size should be exactly "
                            + "\(Obfuscation.keySize) bytes long. Continuing anyway.")
                    return nil
                }
                let start = reader.position
                var rest = Array(bytes[start...])
                obfuscation.apply(to: &rest, offset: start)
                bytes = rest
                reader = ByteReader(bytes)
            }
            return try StoredMempool(from: &reader)
        } catch {
            Log.info("Failed to deserialize mempool data on file: \(error). Continuing anyway.")
            return nil
        }
    }

    /// Writes a file. Returns whether that was possible.
    static func write(_ stored: StoredMempool, to path: String, withoutKey: Bool) -> Bool {
        var writer = ByteWriter()
        writer.write(withoutKey ? versionWithoutKey : version)
        let obfuscation = withoutKey ? Obfuscation.none : Obfuscation.random()
        if !withoutKey { writer.writeLengthPrefixed(obfuscation.bytes) }
        let start = writer.bytes.count
        var body = ByteWriter()
        Log.info("Writing \(stored.items.count) mempool transactions to file...")
        stored.write(to: &body)
        Log.info("Writing \(stored.unbroadcast.count) unbroadcast transactions to file.")
        var bytes = body.bytes
        obfuscation.apply(to: &bytes, offset: start)
        let temporary = path + ".new"
        do {
            try FileContents.write(writer.bytes + bytes, to: temporary, permissions: 0o600)
            guard FileCalls.rename(temporary, to: path) == 0 else {
                throw FileError(operation: "rename", path: path, code: errno)
            }
        } catch {
            Log.info("Failed to dump mempool: \(error). Continuing anyway.")
            return false
        }
        Log.info("Dumped mempool: \(start + bytes.count) bytes dumped to file")
        return true
    }
}
