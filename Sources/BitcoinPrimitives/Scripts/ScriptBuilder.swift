/// Puts a script together, with the shortest push for what is pushed.
public struct ScriptBuilder: Sendable {
    private var writer = ByteWriter()

    /// An empty script.
    public init() {}

    /// What was put together so far.
    public var script: Script { Script(writer.bytes) }

    /// Appends an opcode.
    public mutating func append(_ opcode: Opcode) {
        writer.write(opcode.rawValue)
    }

    /// Appends a push of a number: the small ones have opcodes of their own.
    public mutating func append(number: Int64) {
        switch number {
        case -1: append(.negativeOne)
        case 0...16: append(.small(Int(number)))
        default: append(push: ScriptNumber.encode(number))
        }
    }

    /// Appends a push of bytes, by length alone: no bytes are `OP_0`, but one byte is not turned into a number.
    public mutating func append(push data: [UInt8]) {
        switch data.count {
        case ..<0x4c: writer.write(UInt8(data.count))
        case ...0xff:
            append(.pushData1)
            writer.write(UInt8(data.count))
        case ...0xffff:
            append(.pushData2)
            writer.write(UInt16(data.count))
        default:
            append(.pushData4)
            writer.write(UInt32(data.count))
        }
        writer.write(data)
    }

    /// Appends the bytes of a script as they are.
    public mutating func append(_ script: Script) {
        writer.write(script.bytes)
    }
}

/// The numbers of scripts: little-endian, with the sign in the highest bit, as short as can be.
public enum ScriptNumber {
    /// The bytes of a number; none for zero.
    public static func encode(_ value: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        var magnitude = value.magnitude
        while magnitude > 0 {
            bytes.append(UInt8(truncatingIfNeeded: magnitude))
            magnitude >>= 8
        }
        guard let last = bytes.last else { return bytes }
        if last & 0x80 != 0 {
            bytes.append(value < 0 ? 0x80 : 0)
        } else if value < 0 {
            bytes[bytes.count - 1] |= 0x80
        }
        return bytes
    }
}
