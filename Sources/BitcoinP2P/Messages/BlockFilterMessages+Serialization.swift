import BitcoinPrimitives

extension BlockFilterRequest: BinarySerializable {
    /// Reads a request.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        filterType = try reader.read()
        startHeight = try reader.read()
        stop = BlockHash(try reader.readHash())
    }

    /// Appends the request.
    public func write(to writer: inout ByteWriter) {
        writer.write(filterType)
        writer.write(startHeight)
        writer.write(stop.hash)
    }
}

extension FilterCheckpointRequest: BinarySerializable {
    /// Reads a request.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        filterType = try reader.read()
        stop = BlockHash(try reader.readHash())
    }

    /// Appends the request.
    public func write(to writer: inout ByteWriter) {
        writer.write(filterType)
        writer.write(stop.hash)
    }
}

extension BlockFilterAnswer: BinarySerializable {
    /// Reads an answer.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        filterType = try reader.read()
        block = BlockHash(try reader.readHash())
        filter = try reader.readLengthPrefixed()
    }

    /// Appends the answer.
    public func write(to writer: inout ByteWriter) {
        writer.write(filterType)
        writer.write(block.hash)
        writer.writeLengthPrefixed(filter)
    }
}

extension FilterHeadersAnswer: BinarySerializable {
    /// Reads an answer.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        filterType = try reader.read()
        stop = BlockHash(try reader.readHash())
        previousHeader = try reader.readHash()
        filterHashes = try reader.readHashes()
    }

    /// Appends the answer.
    public func write(to writer: inout ByteWriter) {
        writer.write(filterType)
        writer.write(stop.hash)
        writer.write(previousHeader)
        writer.writeHashes(filterHashes)
    }
}

extension FilterCheckpointAnswer: BinarySerializable {
    /// Reads an answer.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        filterType = try reader.read()
        stop = BlockHash(try reader.readHash())
        headers = try reader.readHashes()
    }

    /// Appends the answer.
    public func write(to writer: inout ByteWriter) {
        writer.write(filterType)
        writer.write(stop.hash)
        writer.writeHashes(headers)
    }
}

extension ByteReader {
    /// Reads a count and so many hashes.
    fileprivate mutating func readHashes() throws(SerializationError) -> [Hash256] {
        let count = try readCount()
        guard count <= remaining / 32 else { throw .endOfData }
        var hashes: [Hash256] = []
        hashes.reserveCapacity(count)
        for _ in 0..<count { hashes.append(try readHash()) }
        return hashes
    }
}

extension ByteWriter {
    /// Appends the count and the hashes.
    fileprivate mutating func writeHashes(_ hashes: [Hash256]) {
        writeCompactSize(hashes.count)
        for hash in hashes { write(hash) }
    }
}
