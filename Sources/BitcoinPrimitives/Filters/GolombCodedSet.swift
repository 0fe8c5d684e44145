import BitcoinCrypto

/// A set of byte strings as BIP158 stores it: each is hashed to a number, and the sorted numbers' differences
/// are written in Golomb-Rice code. Whether a string is in the set can be asked; once in `rate` times the answer
/// is yes by chance.
public struct GolombCodedSet: Sendable, Equatable {
    /// How strings become numbers and numbers bits.
    public struct Parameters: Sendable, Equatable {
        /// The key of SipHash, lower word.
        public var key0: UInt64
        /// The key of SipHash, higher word.
        public var key1: UInt64
        /// How many bits of a difference are written as they are; the rest is counted out.
        public var remainderBits: Int
        /// One in how many strings is taken to be in the set by chance.
        public var rate: UInt64

        /// All four.
        public init(key0: UInt64, key1: UInt64, remainderBits: Int, rate: UInt64) {
            self.key0 = key0
            self.key1 = key1
            self.remainderBits = remainderBits
            self.rate = rate
        }
    }

    /// How it was made.
    public let parameters: Parameters
    /// How many strings are in the set.
    public let count: UInt32
    /// The count as a CompactSize, and the bits.
    public let encoded: [UInt8]
    /// Where in `encoded` the bits begin.
    private let start: Int

    /// The set of some strings; each counts once. O(n log n).
    public init(_ elements: Set<Bytes>, parameters: Parameters) {
        self.parameters = parameters
        count = UInt32(elements.count)
        var writer = ByteWriter()
        writer.writeCompactSize(elements.count)
        start = writer.bytes.count
        var bits = BitWriter(after: writer.bytes)
        var last: UInt64 = 0
        for value in Self.numbers(elements, count: count, parameters) {
            Self.write(value - last, to: &bits, parameters.remainderBits)
            last = value
        }
        encoded = bits.bytes
    }

    /// Reads a set. Unless its bytes are trusted, they are walked through to see that they hold as many
    /// numbers as they say and nothing else.
    public init(
        encoded: [UInt8], parameters: Parameters, isTrusted: Bool = false
    ) throws(SerializationError) {
        var reader = ByteReader(encoded)
        let claimed = try reader.readCompactSize(isSize: false)
        guard let count = UInt32(exactly: claimed) else { throw .invalidValue("N must be <2^32") }
        self.parameters = parameters
        self.count = count
        self.encoded = encoded
        start = reader.position
        guard !isTrusted else { return }
        var bits = BitReader(encoded, from: start)
        for _ in 0..<count { _ = try Self.read(&bits, parameters.remainderBits) }
        guard bits.isAtEnd else { throw .trailingData }
    }

    /// Whether a string is in the set, or seems to be.
    public func contains(_ element: Bytes) throws(SerializationError) -> Bool {
        try containsAny([element])
    }

    /// Whether one of the strings is in the set, or seems to be. O(n + m log m).
    public func containsAny(_ elements: Set<Bytes>) throws(SerializationError) -> Bool {
        let wanted = Self.numbers(elements, count: count, parameters)
        var next = 0
        var bits = BitReader(encoded, from: start)
        var value: UInt64 = 0
        for _ in 0..<count {
            value &+= try Self.read(&bits, parameters.remainderBits)
            while next < wanted.count, wanted[next] < value { next += 1 }
            guard next < wanted.count else { return false }
            if wanted[next] == value { return true }
        }
        return false
    }

    /// The strings' hashes, spread evenly over 0..<(count * rate), in order.
    private static func numbers(
        _ elements: Set<Bytes>, count: UInt32, _ parameters: Parameters
    ) -> [UInt64] {
        let (range, overflow) = UInt64(count).multipliedReportingOverflow(by: parameters.rate)
        precondition(!overflow, "a rate is below 2^32")
        var numbers: [UInt64] = []
        numbers.reserveCapacity(elements.count)
        for element in elements {
            var hasher = SipHash(key0: parameters.key0, key1: parameters.key1)
            hasher.update(element.rawSpan)
            numbers.append(hasher.finalize().multipliedFullWidth(by: range).high)
        }
        numbers.sort()
        return numbers
    }

    private static func write(_ value: UInt64, to bits: inout BitWriter, _ remainderBits: Int) {
        for _ in 0..<(value >> UInt64(remainderBits)) { bits.write(1, count: 1) }
        bits.write(0, count: 1)
        bits.write(value, count: remainderBits)
    }

    private static func read(
        _ bits: inout BitReader, _ remainderBits: Int
    ) throws(SerializationError) -> UInt64 {
        var quotient: UInt64 = 0
        while try bits.read(1) == 1 { quotient += 1 }
        return quotient << UInt64(remainderBits) &+ (try bits.read(remainderBits))
    }
}
