/// Appends bits, the highest of each byte first.
struct BitWriter {
    private(set) var bytes: [UInt8]
    private var freeBits = 0

    /// Continues after whole bytes.
    init(after bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Appends the lowest `count` bits of a number, at most 64, the highest of them first.
    mutating func write(_ value: UInt64, count: Int) {
        var left = count
        while left > 0 {
            if freeBits == 0 {
                bytes.append(0)
                freeBits = 8
            }
            let step = min(left, freeBits)
            let part = (value >> UInt64(left - step)) & ((1 << UInt64(step)) - 1)
            bytes[bytes.count - 1] |= UInt8(part << UInt64(freeBits - step))
            freeBits -= step
            left -= step
        }
    }
}

/// Reads bits, the highest of each byte first.
struct BitReader {
    private let bytes: [UInt8]
    private var position: Int
    private var unreadBits = 8

    /// Begins with the highest bit of a byte.
    init(_ bytes: [UInt8], from position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// Whether all that is left is the rest of a byte that was begun.
    var isAtEnd: Bool { position + (unreadBits < 8 ? 1 : 0) >= bytes.count }

    /// Reads `count` bits, at most 64, as a number.
    mutating func read(_ count: Int) throws(SerializationError) -> UInt64 {
        var value: UInt64 = 0
        var left = count
        while left > 0 {
            guard position < bytes.count else { throw .endOfData }
            let step = min(left, unreadBits)
            let part = (UInt64(bytes[position]) >> UInt64(unreadBits - step)) & ((1 << UInt64(step)) - 1)
            value = value << UInt64(step) | part
            unreadBits -= step
            left -= step
            if unreadBits == 0 {
                unreadBits = 8
                position += 1
            }
        }
        return value
    }
}
