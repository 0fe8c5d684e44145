import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// Reads the records of a wallet from the text of a dump. The text is checked as it is read, and the checksum stands at
/// its end: records are only to be kept once all of them were read.
final class WalletDumpReader {
    /// A record as it stands in the database.
    struct Record: Equatable {
        var key: [UInt8]
        var value: [UInt8]
    }

    private let fields: DumpFields
    private var hasher = SHA256()

    /// Opens a dump and reads what stands before the records.
    init(path: String) throws {
        guard Path.exists(path) else { throw WalletError("Dump file \(path) does not exist.") }
        fields = try DumpFields(path: path)
        try readMagic()
        try readFormat()
    }

    private func readMagic() throws {
        let key = try fields.take(until: ",").text
        let value = try fields.take(until: "\n")
        guard key == WalletDump.magic else {
            throw WalletError(
                "Error: Dumpfile identifier record is incorrect. Got \"\(key)\", expected \"\(WalletDump.magic)\"."
            )
        }
        guard value.allSatisfy({ (0x30...0x39).contains($0) }), let version = UInt32(value.text) else {
            throw WalletError("Error: Unable to parse version \(value.text) as a uint32_t")
        }
        guard version == WalletDump.version else {
            throw WalletError(
                "Error: Dumpfile version is not supported. This version of bitcoin-wallet only supports version 1 "
                    + "dumpfiles. Got dumpfile with version \(value.text)")
        }
        hash(Array(key.utf8), value)
    }

    private func readFormat() throws {
        let key = try fields.take(until: ",")
        let value = try fields.take(until: "\n")
        guard key.text == WalletDump.formatKey else {
            throw WalletError(
                "Error: Dumpfile format record is incorrect. Got \"\(key.text)\", expected \"format\".")
        }
        guard value.text == WalletDump.format else {
            throw WalletError(
                "Error: Dumpfile specifies an unsupported database format (\(value.text)). Only sqlite database dumps "
                    + "are supported")
        }
        hash(key, value)
    }

    private func hash(_ key: [UInt8], _ value: [UInt8]) {
        hasher.update(key)
        hasher.update(byte: UInt8(ascii: ","))
        hasher.update(value)
        hasher.update(byte: UInt8(ascii: "\n"))
    }

    /// The next record; `nil` behind the last one, if what was read is what was written.
    func next() throws -> Record? {
        while !fields.isAtEnd {
            var key = try fields.take(until: ",")
            var value = try fields.take(until: "\n")
            // It may be a private key.
            defer {
                key.wipe()
                value.wipe()
            }
            if key.text == WalletDump.checksumKey {
                try check(value)
                return nil
            }
            hash(key, value)
            if key.isEmpty || value.isEmpty { continue }
            guard let keyBytes = Hex.decode(key.text) else {
                throw WalletError("Error: Got key that was not hex: \(key.text)")
            }
            guard let valueBytes = Hex.decode(value.text) else {
                throw WalletError("Error: Got value that was not hex: \(value.text)")
            }
            return Record(key: keyBytes, value: valueBytes)
        }
        throw WalletError("Error: Missing checksum")
    }

    private func check(_ value: [UInt8]) throws(WalletError) {
        guard let expected = Hex.decode(value.text), expected.count == 32 else {
            throw WalletError("Error: Checksum is not the correct size")
        }
        guard expected.contains(where: { $0 != 0 }) else { throw WalletError("Error: Missing checksum") }
        let computed = hasher.finalizeDouble().bytes
        guard computed == expected else {
            throw WalletError(
                "Error: Dumpfile checksum does not match. Computed \(Hex.encode(computed)), expected "
                    + Hex.encode(expected))
        }
    }
}

extension [UInt8] {
    /// The bytes as text. What is no UTF-8 is shown as such.
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
