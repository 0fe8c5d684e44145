import BitcoinPrimitives

extension Script {
    /// The script as people read it: opcodes by name, short pushes as numbers, others in hexadecimal.
    ///
    /// - Parameter namesSignatureHashes: whether the last byte of what looks like a signature is shown by its
    ///   name, as is done for the scripts of inputs.
    public func disassembly(namesSignatureHashes: Bool = false) -> String {
        var words: [String] = []
        var instructions = self.instructions
        while let instruction = instructions.next() {
            guard instruction.opcode.rawValue <= Opcode.pushData4.rawValue else {
                words.append(instruction.opcode.description)
                continue
            }
            let data = self.data(of: instruction)
            if data.count <= 4 {
                words.append(String(Self.number(data)))
            } else if namesSignatureHashes, !isUnspendable, let named = SignatureText.text(data) {
                words.append(named)
            } else {
                words.append(data.hex)
            }
        }
        if instructions.isTruncated { words.append("[error]") }
        return words.joined(separator: " ")
    }

    /// A number of up to four bytes: little-endian, with the sign in the highest bit.
    private static func number(_ data: Bytes) -> Int {
        var value = 0
        for index in 0..<data.count { value |= Int(data[index]) << (8 * index) }
        guard let last = data.isEmpty ? nil : data[data.count - 1], last & 0x80 != 0 else { return value }
        return -(value & ~(0x80 << (8 * (data.count - 1))))
    }
}

/// Signatures in disassembled scripts.
private enum SignatureText {
    /// The signature with the name of its hash type, if the data is a strictly encoded one with a defined type
    /// (BIP66).
    static func text(_ data: Bytes) -> String? {
        guard isStrictDER(data), let name = hashTypeName(data[data.count - 1]) else { return nil }
        return data[0..<(data.count - 1)].hex + "[\(name)]"
    }

    private static func hashTypeName(_ type: UInt8) -> String? {
        let base: String
        switch type & 0x7f {
        case 1: base = "ALL"
        case 2: base = "NONE"
        case 3: base = "SINGLE"
        default: return nil
        }
        return type & 0x80 == 0 ? base : base + "|ANYONECANPAY"
    }

    /// `0x30 length 0x02 length R 0x02 length S`, all lengths right, both numbers positive and in their shortest
    /// form, and a byte for the hash type behind.
    private static func isStrictDER(_ bytes: Bytes) -> Bool {
        guard (9...73).contains(bytes.count), bytes[0] == 0x30, Int(bytes[1]) == bytes.count - 3 else {
            return false
        }
        let lengthR = Int(bytes[3])
        guard 5 + lengthR < bytes.count else { return false }
        let lengthS = Int(bytes[5 + lengthR])
        guard lengthR + lengthS + 7 == bytes.count else { return false }
        return isInteger(bytes, at: 2, length: lengthR) && isInteger(bytes, at: 4 + lengthR, length: lengthS)
    }

    private static func isInteger(_ bytes: Bytes, at start: Int, length: Int) -> Bool {
        guard bytes[start] == 0x02, length > 0, bytes[start + 2] & 0x80 == 0 else { return false }
        return !(length > 1 && bytes[start + 2] == 0 && bytes[start + 3] & 0x80 == 0)
    }
}
