import BitcoinInterfaces
import BitcoinPrimitives

/// A place in the chain in a wallet file.
struct LocatorRecord: Hashable {
    var locator: BlockLocator

    /// What all current programs write in front; nobody reads it.
    private static let version: UInt32 = 70016
}

extension LocatorRecord: BinarySerializable {
    init(from reader: inout ByteReader) throws(SerializationError) {
        try reader.skip(4)
        let count = try reader.readCount()
        var hashes: [BlockHash] = []
        for _ in 0..<count { hashes.append(BlockHash(try reader.readHash())) }
        locator = BlockLocator(hashes: hashes)
    }

    func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.writeCompactSize(locator.hashes.count)
        for hash in locator.hashes { writer.write(hash.hash) }
    }
}
