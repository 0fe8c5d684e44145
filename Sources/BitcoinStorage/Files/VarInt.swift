import BitcoinPrimitives

// The variable-length integer of Bitcoin's own databases: seven bits a byte, highest first, the top
// bit saying that more follow, and one subtracted at each step, so that every number has exactly
// one form. Not the CompactSize of the wire.

extension ByteReader {
    /// Reads a database integer that fits the type.
    mutating func readVarInt<Integer: FixedWidthInteger & UnsignedInteger>(
        _ type: Integer.Type = Integer.self
    ) throws(SerializationError) -> Integer {
        var value: Integer = 0
        while true {
            let byte: UInt8 = try read()
            guard value <= Integer.max >> 7 else { throw .invalidValue("ReadVarInt(): size too large") }
            value = (value << 7) | Integer(byte & 0x7f)
            if byte & 0x80 == 0 { return value }
            guard value < Integer.max else { throw .invalidValue("ReadVarInt(): size too large") }
            value += 1
        }
    }
}

extension ByteWriter {
    /// Appends a database integer.
    mutating func writeVarInt(_ value: some FixedWidthInteger & UnsignedInteger) {
        var digits: InlineArray<10, UInt8> = .init(repeating: 0)
        var count = 0
        var rest = UInt64(value)
        while true {
            digits[count] = UInt8(rest & 0x7f) | (count > 0 ? 0x80 : 0)
            if rest <= 0x7f { break }
            rest = (rest >> 7) - 1
            count += 1
        }
        for index in stride(from: count, through: 0, by: -1) { write(digits[index]) }
    }
}
