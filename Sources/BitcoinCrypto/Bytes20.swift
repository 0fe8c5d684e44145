/// Twenty bytes held inline: a RIPEMD-160, a SHA-1 or a HASH160 digest.
@frozen
public struct Bytes20: Sendable {
    /// The bytes as five words, each holding four bytes in memory order.
    public var words: InlineArray<5, UInt32>

    /// All zero bytes.
    @inlinable
    public init() { words = .init(repeating: 0) }

    /// The words as they lie in memory.
    @inlinable
    public init(words: InlineArray<5, UInt32>) { self.words = words }

    /// Copies exactly 20 bytes; nil for any other length.
    @inlinable
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount == 20 else { return nil }
        words = .init(repeating: 0)
        for index in 0..<5 {
            words[index] = bytes.unsafeLoadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
        }
    }

    /// Copies exactly 20 bytes; nil for any other length.
    @inlinable
    public init?(_ bytes: [UInt8]) {
        self.init(bytes.span.bytes)
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
}

extension Bytes20: Equatable, Hashable, Comparable {
    /// True if all bytes are equal.
    @inlinable
    public static func == (a: Self, b: Self) -> Bool {
        for index in 0..<5 where a.words[index] != b.words[index] { return false }
        return true
    }

    /// Byte by byte from the first, as `memcmp` orders.
    @inlinable
    public static func < (a: Self, b: Self) -> Bool {
        for index in 0..<5 where a.words[index] != b.words[index] {
            return UInt32(bigEndian: a.words[index]) < UInt32(bigEndian: b.words[index])
        }
        return false
    }

    /// Feeds all bytes.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        for index in 0..<5 { hasher.combine(words[index]) }
    }
}
