import BitcoinPrimitives

/// The key that a wallet's keys are encrypted with, itself encrypted with a passphrase.
struct MasterKey: Hashable, Sendable {
    /// The only way from passphrase to key: SHA-512 over and over.
    static let sha512: UInt32 = 0
    /// How many rounds there are at least.
    static let defaultRounds: UInt32 = 25_000

    /// The encrypted key.
    var encryptedKey: [UInt8]
    /// What is hashed with the passphrase, so that equal ones differ.
    var salt: [UInt8]
    /// How the passphrase becomes a key.
    var derivationMethod: UInt32 = Self.sha512
    /// How many rounds of hashing that takes.
    var rounds: UInt32 = Self.defaultRounds
    /// For methods that there are not.
    var otherParameters: [UInt8] = []
}

extension MasterKey: BinarySerializable {
    init(from reader: inout ByteReader) throws(SerializationError) {
        encryptedKey = try reader.readLengthPrefixed().array
        salt = try reader.readLengthPrefixed().array
        derivationMethod = try reader.read()
        rounds = try reader.read()
        otherParameters = try reader.readLengthPrefixed().array
    }

    func write(to writer: inout ByteWriter) {
        writer.writeLengthPrefixed(encryptedKey)
        writer.writeLengthPrefixed(salt)
        writer.write(derivationMethod)
        writer.write(rounds)
        writer.writeLengthPrefixed(otherParameters)
    }
}
