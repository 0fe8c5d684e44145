/// An immutable run of bytes that may be a window of a larger, shared buffer.
///
/// A transaction's scripts and witnesses are windows of the buffer that it was read from, so parsing a block
/// copies nothing. The window keeps the whole buffer alive: what is to outlive it (a coin, a mempool entry)
/// takes a `compacted()` copy.
@frozen
public struct Bytes: Sendable {
    @usableFromInline let buffer: [UInt8]
    @usableFromInline let start: UInt32
    @usableFromInline let end: UInt32

    /// No bytes.
    @inlinable
    public init() { self.init([]) }

    /// All of `buffer`, which must be shorter than 4 GiB.
    @inlinable
    public init(_ buffer: [UInt8]) {
        self.buffer = buffer
        start = 0
        end = UInt32(buffer.count)
    }

    /// The part of `buffer` in `range`, sharing its storage.
    @inlinable
    public init(_ buffer: [UInt8], range: Range<Int>) {
        precondition(range.upperBound <= buffer.count)
        self.buffer = buffer
        start = UInt32(range.lowerBound)
        end = UInt32(range.upperBound)
    }

    /// A copy of the viewed bytes.
    public init(copying bytes: RawSpan) {
        self.init(bytes.withUnsafeBytes { Array($0) })
    }

    /// How many bytes there are.
    @inlinable
    public var count: Int { Int(end &- start) }

    /// True if there are no bytes.
    @inlinable
    public var isEmpty: Bool { start == end }

    /// A view of the bytes, without a copy.
    @inlinable
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { _overrideLifetime(buffer.span.extracting(Int(start)..<Int(end)), borrowing: self) }
    }

    /// A view of the bytes, without a copy.
    @inlinable
    public var rawSpan: RawSpan {
        @_lifetime(borrow self)
        get { _overrideLifetime(buffer.span.bytes.extracting(Int(start)..<Int(end)), borrowing: self) }
    }

    /// A copy of the bytes as an array; no copy if the window is the whole buffer.
    @inlinable
    public var array: [UInt8] {
        count == buffer.count ? buffer : Array(buffer[Int(start)..<Int(end)])
    }

    /// The same bytes in a buffer of just their size.
    public func compacted() -> Bytes {
        count == buffer.count ? self : Bytes(array)
    }

    /// The part in `range`, counted from the first byte of this window.
    @inlinable
    public subscript(range: Range<Int>) -> Bytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return Bytes(buffer, range: Int(start) + range.lowerBound..<Int(start) + range.upperBound)
    }

    /// The byte at `index`, counted from the first byte of this window.
    @inlinable
    public subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count)
        return buffer[Int(start) + index]
    }

    /// Lower-case hexadecimal digits.
    public var hex: String { Hex.encode(rawSpan) }
}

extension Bytes: Equatable, Hashable, Comparable {
    /// True if the bytes are the same, wherever they lie.
    public static func == (a: Self, b: Self) -> Bool {
        guard a.count == b.count else { return false }
        return a.span.withUnsafeBytes { left in
            b.span.withUnsafeBytes { right in left.elementsEqual(right) }
        }
    }

    /// First byte first; a prefix comes before what it begins.
    public static func < (a: Self, b: Self) -> Bool {
        a.span.withUnsafeBytes { left in
            b.span.withUnsafeBytes { right in left.lexicographicallyPrecedes(right) }
        }
    }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) {
        span.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension Bytes: ExpressibleByArrayLiteral {
    /// The bytes that are written out.
    public init(arrayLiteral elements: UInt8...) { self.init(elements) }
}
