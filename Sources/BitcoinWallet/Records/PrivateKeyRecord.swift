import BitcoinCrypto
import BitcoinPrimitives

/// A private key in a wallet file: in the DER form of SEC 1 with the curve spelled out, and a checksum.
enum PrivateKeyRecord {
    private static let compressedStart: [UInt8] = [0x30, 0x81, 0xd3, 0x02, 0x01, 0x01, 0x04, 0x20]
    private static let uncompressedStart: [UInt8] = [0x30, 0x82, 0x01, 0x13, 0x02, 0x01, 0x01, 0x04, 0x20]

    /// The value of the record. The caller wipes it.
    static func encode(_ key: PrivateKey) -> [UInt8] {
        var encoding = derEncoding(of: key)
        defer { encoding.wipe() }
        var writer = ByteWriter(capacity: encoding.count + 35)
        writer.writeLengthPrefixed(encoding)
        writer.write(Hash256(checksum(key.publicKey.bytes, encoding)))
        return writer.bytes
    }

    /// Reads the value of the record of a public key; `nil` if it is damaged.
    static func decode(_ value: [UInt8], publicKey: PublicKey) -> PrivateKey? {
        var reader = ByteReader(value)
        guard let window = try? reader.readLengthPrefixed(), let sum = try? reader.readHash() else {
            return nil
        }
        var encoding = window.array
        defer { encoding.wipe() }
        let start = publicKey.isCompressed ? compressedStart : uncompressedStart
        guard Hash256(checksum(publicKey.bytes, encoding)) == sum, encoding.starts(with: start),
            encoding.count >= start.count + 32
        else { return nil }
        var secret = Array(encoding[start.count..<start.count + 32])
        defer { secret.wipe() }
        guard let key = PrivateKey(secret, isCompressed: publicKey.isCompressed), key.publicKey == publicKey
        else { return nil }
        return key
    }

    private static func checksum(_ publicKey: [UInt8], _ encoding: [UInt8]) -> Bytes32 {
        var bytes = publicKey + encoding
        defer { bytes.wipe() }
        return DoubleSHA256.hash(bytes)
    }

    // MARK: DER

    private static func derEncoding(of key: PrivateKey) -> [UInt8] {
        let publicKey = key.publicKey.bytes
        var secret = key.bytes
        defer { secret.wipe() }
        var encoding: [UInt8] = []
        encoding.reserveCapacity(300)
        encoding += key.isCompressed ? compressedStart : uncompressedStart
        encoding += secret
        encoding += parameters(compressed: key.isCompressed)
        encoding += [0xa1, UInt8(publicKey.count + 3), 0x03, UInt8(publicKey.count + 1), 0x00] + publicKey
        return encoding
    }

    /// The curve secp256k1 (SEC 2): its field, its equation, its generator, its order and its cofactor.
    private static func parameters(compressed: Bool) -> [UInt8] {
        let field = hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f")
        let x = hex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
        let y = hex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")
        let order = hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
        let generator = compressed ? [0x02] + x : [0x04] + x + y
        let identifier: [UInt8] = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x01, 0x01]
        let body: [UInt8] =
            element(0x02, [1])
            + element(0x30, identifier + element(0x02, [0] + field))
            + element(0x30, element(0x04, [0]) + element(0x04, [7]))
            + element(0x04, generator)
            + element(0x02, [0] + order)
            + element(0x02, [1])
        return element(0xa0, element(0x30, body))
    }

    /// A DER element of less than 256 bytes.
    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = UInt8(clamping: content.count)
        return (length < 0x80 ? [tag, length] : [tag, 0x81, length]) + content
    }

    private static func hex(_ text: String) -> [UInt8] {
        Hash256(hex: text).map { $0.bytes.reversed() } ?? []
    }
}
