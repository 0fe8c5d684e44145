import BitcoinPrimitives

/// A request for what follows a place in the chain: `getblocks` and `getheaders`.
public struct LocatorRequest: Sendable, Hashable {
    /// Hashes of the sender's chain, the latest first.
    public var locator: [BlockHash]
    /// The last block that is wanted; zero for as many as may be.
    public var stop: BlockHash

    /// A request.
    public init(locator: [BlockHash], stop: BlockHash = .zero) {
        self.locator = locator
        self.stop = stop
    }
}

extension LocatorRequest: BinarySerializable {
    /// Reads a request.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        try reader.skip(4)
        let count = try reader.readCount()
        guard count <= reader.remaining / 32 else { throw .endOfData }
        locator = []
        locator.reserveCapacity(count)
        for _ in 0..<count { locator.append(BlockHash(try reader.readHash())) }
        stop = BlockHash(try reader.readHash())
    }

    /// Appends the request, with the version of the protocol in front.
    public func write(to writer: inout ByteWriter) {
        writer.write(ProtocolVersion.current)
        writer.writeCompactSize(locator.count)
        for hash in locator { writer.write(hash.hash) }
        writer.write(stop.hash)
    }
}
