import BitcoinPrimitives

/// An instruction as miniscript is read from scripts: what checks and verifies at once is taken apart.
struct MiniscriptInstruction {
    var opcode: Opcode
    /// What it pushes; the numbers from 1 to 16 are pushed as a byte.
    var data: [UInt8] = []

    /// The number that it pushes in the shortest way, of at most four bytes; nil if it pushes none.
    var number: Int64? {
        if opcode == .zero { return 0 }
        guard (1...4).contains(data.count) else { return nil }
        var value: Int64 = 0
        for (index, byte) in data.enumerated() { value |= Int64(byte) << (8 * Int64(index)) }
        let top = Int64(0x80) << (8 * Int64(data.count - 1))
        let number = value & top != 0 ? -(value & ~top) : value
        return ScriptNumber.encode(number) == data ? number : nil
    }

    /// The instructions of a script, the last first; nil if it is malformed, or if pushes or verifications are not
    /// in their shortest form.
    static func reversed(_ script: Script) -> [MiniscriptInstruction]? {
        var result: [MiniscriptInstruction] = []
        var position = 0
        let span = script.bytes.rawSpan
        while position < span.byteCount {
            guard let instruction = ScriptInstruction.next(in: span, at: &position) else { return nil }
            let opcode = instruction.opcode
            if let checking = checking[opcode] {
                result += [.init(opcode: checking), .init(opcode: .verify)]
            } else if opcode.rawValue <= Opcode.pushData4.rawValue {
                let data = script.data(of: instruction)
                guard SignatureEncoding.isMinimalPush(opcode.rawValue, data.rawSpan) else { return nil }
                result.append(.init(opcode: opcode, data: data.array))
            } else if let number = opcode.smallNumber {
                result.append(.init(opcode: opcode, data: [UInt8(number)]))
            } else {
                if checking.values.contains(opcode), position < span.byteCount,
                    span.byte(position) == Opcode.verify.rawValue
                {
                    return nil
                }
                result.append(.init(opcode: opcode))
            }
        }
        return result.reversed()
    }

    private static let checking: [Opcode: Opcode] = [
        .checkSigVerify: .checkSig, .checkMultiSigVerify: .checkMultiSig, .equalVerify: .equal,
        .numEqualVerify: .numEqual,
    ]
}
