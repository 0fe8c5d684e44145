import BitcoinCrypto

/// The 80 bytes that are hashed for proof of work.
@frozen
public struct BlockHeader: Sendable, Hashable {
    /// The version, or version bits (BIP9).
    public var version: Int32
    /// The block before this one.
    public var previousBlock: BlockHash
    /// The root of the transactions' merkle tree.
    public var merkleRoot: Hash256
    /// Seconds since 1970.
    public var time: UInt32
    /// The target in compact form.
    public var bits: UInt32
    /// What miners turn first.
    public var nonce: UInt32

    /// How many bytes a header takes.
    public static let size = 80

    /// A header.
    public init(
        version: Int32, previousBlock: BlockHash, merkleRoot: Hash256, time: UInt32, bits: UInt32,
        nonce: UInt32
    ) {
        self.version = version
        self.previousBlock = previousBlock
        self.merkleRoot = merkleRoot
        self.time = time
        self.bits = bits
        self.nonce = nonce
    }

    /// The block's hash. Computed at each call: keep it.
    public var hash: BlockHash {
        var hasher = SHA256()
        hasher.update(littleEndian: version)
        hasher.update(previousBlock.hash.rawSpan)
        hasher.update(merkleRoot.rawSpan)
        hasher.update(littleEndian: time)
        hasher.update(littleEndian: bits)
        hasher.update(littleEndian: nonce)
        return BlockHash(hasher.finalizeDouble())
    }
}

extension BlockHeader: BinarySerializable {
    /// Always 80 bytes.
    public static var minimumSize: Int { size }

    /// Reads 80 bytes.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        version = try reader.read()
        previousBlock = BlockHash(try reader.readHash())
        merkleRoot = try reader.readHash()
        time = try reader.read()
        bits = try reader.read()
        nonce = try reader.read()
    }

    /// Appends 80 bytes.
    public func write(to writer: inout ByteWriter) {
        writer.write(version)
        writer.write(previousBlock.hash)
        writer.write(merkleRoot)
        writer.write(time)
        writer.write(bits)
        writer.write(nonce)
    }
}
