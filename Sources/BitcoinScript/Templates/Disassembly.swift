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
        guard SignatureEncoding.isStrictDER(data.rawSpan),
            let name = SignatureHashType.name(of: data[data.count - 1])
        else { return nil }
        return data[0..<(data.count - 1)].hex + "[\(name)]"
    }
}
