/// One instruction of a script: its opcode, and where the bytes lie that it pushes.
@frozen
public struct ScriptInstruction: Sendable, Hashable {
    /// The opcode.
    public let opcode: Opcode
    /// Where the pushed bytes start in the script.
    @usableFromInline let dataStart: Int
    /// Where the pushed bytes end in the script.
    @usableFromInline let dataEnd: Int

    @inlinable
    init(opcode: Opcode, dataStart: Int, dataEnd: Int) {
        self.opcode = opcode
        self.dataStart = dataStart
        self.dataEnd = dataEnd
    }

    /// Where the pushed bytes lie in the script; empty for everything that is no push.
    @inlinable
    public var data: Range<Int> { Range(uncheckedBounds: (dataStart, dataEnd)) }

    /// Reads the instruction at `position`, moving it past; nil if the script ends before the instruction does.
    @inlinable
    public static func next(in script: RawSpan, at position: inout Int) -> ScriptInstruction? {
        let count = script.byteCount
        guard position >= 0 && position < count else { return nil }
        let code = script.unsafeLoad(fromByteOffset: position, as: UInt8.self)
        position += 1
        var length = 0
        if code <= 0x4e {
            if code < 0x4c {
                length = Int(code)
            } else {
                let prefix = code == 0x4c ? 1 : code == 0x4d ? 2 : 4
                guard count - position >= prefix else { return nil }
                for index in 0..<prefix {
                    let byte = script.unsafeLoad(fromByteOffset: position + index, as: UInt8.self)
                    length |= Int(byte) << (8 * index)
                }
                position += prefix
            }
            guard count - position >= length else { return nil }
        }
        let start = position
        position += length
        return ScriptInstruction(opcode: Opcode(code), dataStart: start, dataEnd: position)
    }
}

/// The instructions of a script, one after the other, up to its end or to the first that is cut short.
public struct ScriptInstructions: Sequence, IteratorProtocol, Sendable {
    private let script: Script
    private var position = 0
    /// True once an instruction was met that the script ends before.
    public private(set) var isTruncated = false

    /// Walks `script`.
    public init(_ script: Script) { self.script = script }

    /// The next instruction, nil at the end or if it is cut short.
    public mutating func next() -> ScriptInstruction? {
        let script = script
        guard position < script.count else { return nil }
        guard let instruction = ScriptInstruction.next(in: script.bytes.rawSpan, at: &position) else {
            isTruncated = true
            position = script.count
            return nil
        }
        return instruction
    }
}

extension Script {
    /// The instructions, up to the end or to the first that is cut short.
    public var instructions: ScriptInstructions { ScriptInstructions(self) }

    /// The bytes that an instruction pushes.
    public func data(of instruction: ScriptInstruction) -> Bytes { bytes[instruction.data] }

    /// True if every instruction is a push and none is cut short.
    public var isPushOnly: Bool {
        var position = 0
        let span = bytes.rawSpan
        while position < span.byteCount {
            guard let instruction = ScriptInstruction.next(in: span, at: &position),
                instruction.opcode.isPush
            else { return false }
        }
        return true
    }
}
