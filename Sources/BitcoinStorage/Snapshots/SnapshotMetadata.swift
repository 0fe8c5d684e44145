import BitcoinPrimitives

/// What stands at the beginning of a file with all coins, as `dumptxoutset` writes it.
public struct SnapshotMetadata: Sendable, Hashable {
    /// `utxo` and a byte that no text has.
    static let fileMagic: [UInt8] = Array("utxo".utf8) + [0xff]
    /// The only version that there is, after that of release 27.
    static let version: UInt16 = 2
    /// How many bytes it takes.
    public static let size = 5 + 2 + 4 + 32 + 8

    /// The four bytes that messages of the network begin with.
    public var networkMagic: [UInt8]
    /// The block up to which the coins are right.
    public var baseBlock: BlockHash
    /// How many coins follow.
    public var coinCount: UInt64

    /// What is wrong with bytes that are not metadata.
    public enum Malformation: Error, Sendable, Hashable {
        /// There are too few.
        case truncated
        /// They do not begin as such files do.
        case wrongFileMagic
        /// They are in a format that is not known.
        case unknownVersion(UInt16)
    }

    /// Metadata.
    public init(networkMagic: [UInt8], baseBlock: BlockHash, coinCount: UInt64) {
        self.networkMagic = networkMagic
        self.baseBlock = baseBlock
        self.coinCount = coinCount
    }

    /// Reads metadata. Whether the network is the right one is for the caller to check.
    public init(_ bytes: [UInt8]) throws(Malformation) {
        var reader = ByteReader(bytes)
        do {
            guard try reader.readBytes(5).array == Self.fileMagic else { throw Malformation.wrongFileMagic }
            let version: UInt16 = try reader.read()
            guard version == Self.version else { throw Malformation.unknownVersion(version) }
            networkMagic = try reader.readBytes(4).array
            baseBlock = BlockHash(try reader.readHash())
            coinCount = try reader.read()
        } catch let error as Malformation {
            throw error
        } catch {
            throw .truncated
        }
    }

    /// The bytes.
    public var bytes: [UInt8] {
        var writer = ByteWriter(capacity: Self.size)
        writer.write(Self.fileMagic)
        writer.write(Self.version)
        writer.write(networkMagic)
        writer.write(baseBlock.hash)
        writer.write(coinCount)
        return writer.bytes
    }
}
