/// A Cap'n Proto message in its stream framing, read without trust: whatever the bytes are, reading ends in a value
/// or in a ``MessageError``, after work in proportion to the message's size.
final class Message {
    /// The number of segments that are accepted; the compiler writes far fewer.
    static let maximumSegments = 512

    /// How many bytes of input are accepted.
    static let maximumBytes = 256 << 20

    /// How deeply structs and lists may be nested.
    static let maximumDepth = 64

    /// Where each segment lies in `bytes`.
    private let segments: [Range<Int>]
    private let bytes: [UInt8]

    /// How many words may still be visited. Cyclic or overlapping pointers use it up.
    private var remainingWords: Int

    /// Reads the segment table. The segments themselves are read when they are visited.
    init(_ bytes: [UInt8]) throws(MessageError) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge(bytes: Self.maximumBytes) }
        guard bytes.count >= 8 else { throw .truncated }
        let count = Int(Self.load(bytes, at: 0, as: UInt32.self)) + 1
        guard count <= Self.maximumSegments else { throw .tooManySegments(count) }
        // One 32-bit size for each segment after the count, padded to a whole word.
        var start = (4 + 4 * count + 7) & ~7
        guard bytes.count >= start else { throw .truncated }
        var segments: [Range<Int>] = []
        for index in 0..<count {
            let size = Int(Self.load(bytes, at: 4 + 4 * index, as: UInt32.self)) * 8
            guard bytes.count - start >= size else { throw .truncated }
            segments.append(start..<start + size)
            start += size
        }
        self.bytes = bytes
        self.segments = segments
        // The schema's own nodes are visited a few times each, never more than this.
        self.remainingWords = 16 * (bytes.count / 8) + 1024
    }

    /// The struct that the message is about.
    func root() throws(MessageError) -> StructView {
        guard let first = segments.first, first.count >= 8 else { throw .truncated }
        return try structure(at: Pointer(segment: 0, word: 0), depth: 0) ?? StructView(empty: self)
    }

    /// Accounts for a visit to this many words.
    func spend(words: Int) throws(MessageError) {
        guard words <= remainingWords else { throw .traversalLimit }
        remainingWords -= words
    }

    /// Reads an integer from a place that was checked to be inside its segment.
    func load<T: FixedWidthInteger>(segment: Int, byte: Int, as type: T.Type) -> T {
        Self.load(bytes, at: segments[segment].lowerBound + byte, as: type)
    }

    /// The bytes of a place that was checked to be inside its segment.
    func bytes(segment: Int, range: Range<Int>) -> ArraySlice<UInt8> {
        let start = segments[segment].lowerBound
        return bytes[start + range.lowerBound..<start + range.upperBound]
    }

    /// The number of words in a segment, or `nil` if there is no such segment.
    func wordCount(segment: Int) -> Int? {
        segments.indices.contains(segment) ? segments[segment].count / 8 : nil
    }

    private static func load<T: FixedWidthInteger>(_ bytes: [UInt8], at offset: Int, as type: T.Type) -> T {
        var value: T = 0
        for index in 0..<T.bitWidth / 8 {
            value |= T(truncatingIfNeeded: bytes[offset + index]) << T(truncatingIfNeeded: 8 * index)
        }
        return value
    }
}
