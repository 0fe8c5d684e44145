/// Thirty-two bytes held inline: a digest, a scalar, an x-only key.
///
/// Four machine words instead of a heap array, so that hashing, comparing and copying cost nothing but moves.
@frozen
public struct Bytes32: Sendable {
    /// The bytes as four words, each holding eight bytes in memory order.
    public var words: InlineArray<4, UInt64>

    /// All zero bytes.
    @inlinable
    public init() { words = .init(repeating: 0) }

    /// The words as they lie in memory.
    @inlinable
    public init(words: InlineArray<4, UInt64>) { self.words = words }

    /// Copies exactly 32 bytes; nil for any other length.
    @inlinable
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount == 32 else { return nil }
        self.init(unchecked: bytes, at: 0)
    }

    /// Copies exactly 32 bytes; nil for any other length.
    @inlinable
    public init?(_ bytes: [UInt8]) {
        self.init(bytes.span.bytes)
    }

    /// Copies the 32 bytes from `offset`; traps when they are not there, so callers check first.
    @inlinable
    public init(unchecked bytes: RawSpan, at offset: Int) {
        words = [
            bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self),
            bytes.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt64.self),
            bytes.unsafeLoadUnaligned(fromByteOffset: offset + 16, as: UInt64.self),
            bytes.unsafeLoadUnaligned(fromByteOffset: offset + 24, as: UInt64.self),
        ]
    }

    /// A view of the bytes, without a copy.
    @inlinable
    public var rawSpan: RawSpan {
        @_lifetime(borrow self)
        get { words.span.bytes }
    }

    /// A copy of the bytes.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: words) { Array($0) }
    }

    /// The byte at `index`, which must be in 0..<32.
    @inlinable
    public subscript(index: Int) -> UInt8 {
        rawSpan.unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }

    /// True if every byte is zero.
    @inlinable
    public var isZero: Bool {
        words[0] | words[1] | words[2] | words[3] == 0
    }
}

extension Bytes32: Equatable, Hashable, Comparable {
    /// True if all bytes are equal.
    @inlinable
    public static func == (a: Self, b: Self) -> Bool {
        (a.words[0] ^ b.words[0]) | (a.words[1] ^ b.words[1]) | (a.words[2] ^ b.words[2])
            | (a.words[3] ^ b.words[3]) == 0
    }

    /// Byte by byte from the first, as `memcmp` orders.
    @inlinable
    public static func < (a: Self, b: Self) -> Bool {
        for index in 0..<4 where a.words[index] != b.words[index] {
            return UInt64(bigEndian: a.words[index]) < UInt64(bigEndian: b.words[index])
        }
        return false
    }

    /// Feeds all bytes.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words[0])
        hasher.combine(words[1])
        hasher.combine(words[2])
        hasher.combine(words[3])
    }
}
