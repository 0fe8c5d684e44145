/// An eight-byte key that is XORed over stored data, so that what strangers put into the chain
/// does not appear verbatim on disk, where virus scanners would take offence at it.
public struct Obfuscation: Sendable, Equatable {
    /// The length of the key in bytes.
    public static let keySize = 8

    /// The key, first byte lowest. Zero leaves data as it is.
    private let key: UInt64

    /// No obfuscation.
    public static let none = Obfuscation(key: 0)

    private init(key: UInt64) {
        self.key = key
    }

    /// A key of exactly eight bytes; nil for any other length.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.keySize else { return nil }
        var key: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            key |= UInt64(byte) << (8 * UInt64(index))
        }
        self.key = key
    }

    /// A fresh key.
    public static func random() -> Obfuscation {
        var generator = SystemRandomNumberGenerator()
        return Obfuscation(key: generator.next())
    }

    /// Whether data is left as it is.
    public var isNone: Bool { key == 0 }

    /// The key as it is stored.
    public var bytes: [UInt8] {
        (0..<UInt64(Self.keySize)).map { UInt8(truncatingIfNeeded: key >> (8 * $0)) }
    }

    /// The key in hexadecimal, for the log.
    public var hex: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Applies the key to data that stands at `offset` in its file. Applying it twice gives the
    /// data back.
    public func apply(to bytes: inout [UInt8], offset: Int = 0) {
        if isNone { return }
        bytes.withUnsafeMutableBytes { apply(to: $0, offset: offset) }
    }

    /// Applies the key to a buffer. The loads are unaligned, so any buffer will do.
    func apply(to buffer: UnsafeMutableRawBufferPointer, offset: Int) {
        if isNone { return }
        let shift = UInt64(offset % Self.keySize) * 8
        let rotated = shift == 0 ? key : (key >> shift) | (key << (64 - shift))
        var position = 0
        while position + 8 <= buffer.count {
            let word = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            buffer.storeBytes(
                of: (word ^ rotated).littleEndian, toByteOffset: position, as: UInt64.self)
            position += 8
        }
        var rest = rotated
        while position < buffer.count {
            buffer[position] ^= UInt8(truncatingIfNeeded: rest)
            rest >>= 8
            position += 1
        }
    }
}
