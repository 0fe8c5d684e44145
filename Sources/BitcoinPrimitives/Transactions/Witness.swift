/// The witness stack of an input (BIP141): a list of byte strings, kept as they were serialized.
@frozen
public struct Witness: Sendable, Hashable {
    /// The count and the items, as BIP144 serializes them; no bytes at all for an empty stack.
    @usableFromInline let serialization: Bytes

    /// How many items there are.
    public let count: Int

    /// An empty stack.
    public init() {
        serialization = Bytes()
        count = 0
    }

    /// A stack of these items, bottom first.
    public init(_ items: [[UInt8]]) {
        var writer = ByteWriter()
        writer.writeCompactSize(items.count)
        for item in items { writer.writeLengthPrefixed(item) }
        serialization = items.isEmpty ? Bytes() : Bytes(writer.bytes)
        count = items.count
    }

    /// True if there are no items.
    @inlinable
    public var isEmpty: Bool { count == 0 }

    /// How many bytes the stack takes on the wire.
    public var serializedSize: Int { isEmpty ? 1 : serialization.count }

    /// The same stack in a buffer of just its size.
    public func compacted() -> Witness { Witness(serialization: serialization.compacted(), count: count) }

    private init(serialization: Bytes, count: Int) {
        self.serialization = serialization
        self.count = count
    }
}

extension Witness: Sequence {
    /// Walks the items, bottom first.
    public struct Iterator: IteratorProtocol {
        private var reader: ByteReader
        private var remaining: Int

        fileprivate init(_ witness: Witness) {
            reader = ByteReader(witness.serialization)
            remaining = witness.count
            try? reader.skip(CompactSize.size(of: witness.count))
        }

        /// The next item, a window of the stack's bytes.
        public mutating func next() -> Bytes? {
            guard remaining > 0 else { return nil }
            remaining -= 1
            return try? reader.readLengthPrefixed()
        }
    }

    /// Walks the items, bottom first.
    public func makeIterator() -> Iterator { Iterator(self) }

    /// The number of items.
    public var underestimatedCount: Int { count }

    /// The item at `index`. Takes time proportional to the index.
    public subscript(index: Int) -> Bytes {
        precondition(index >= 0 && index < count)
        var iterator = makeIterator()
        for _ in 0..<index { _ = iterator.next() }
        return iterator.next() ?? Bytes()
    }

    /// The last item, nil for an empty stack.
    public var last: Bytes? { isEmpty ? nil : self[count - 1] }
}

extension Witness: BinarySerializable {
    /// Reads a count and the items, checking that all are there.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        let start = reader.position
        let items = try reader.readCount()
        for _ in 0..<items { try reader.skip(Int(try reader.readCompactSize())) }
        count = items
        serialization = items == 0 ? Bytes() : reader.window(start..<reader.position)
    }

    /// Appends the count and the items.
    public func write(to writer: inout ByteWriter) {
        if isEmpty {
            writer.writeCompactSize(0)
        } else {
            writer.write(serialization)
        }
    }
}
