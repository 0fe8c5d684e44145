extension Script {
    /// A word that is no part of a script's text form.
    public struct AssemblyError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The message for the user, in upstream's words.
        public let description: String

        static let unknownOpcode = AssemblyError(description: "script parse error: unknown opcode")
        static let numberRange = AssemblyError(
            description: "script parse error: decimal numeric value only allowed in the range "
                + "-0xFFFFFFFF...0xFFFFFFFF")
    }

    /// Reads the text form of `bitcoin-tx` and the test vectors: decimal numbers, `0x…` for bytes as they are,
    /// `'text'` for a push of it, and names of opcodes with or without `OP_`.
    public init(assembly text: some StringProtocol) throws(AssemblyError) {
        var builder = ScriptBuilder()
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" }) {
            let digits = word.hasPrefix("-") ? word.dropFirst() : word[...]
            if !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                guard let number = Int64(word), number.magnitude <= 0xffff_ffff else { throw .numberRange }
                builder.append(number: number)
            } else if word.hasPrefix("0x"), let bytes = Hex.decode(word.dropFirst(2)), !bytes.isEmpty {
                builder.append(Script(bytes))
            } else if word.count >= 2, word.hasPrefix("'"), word.hasSuffix("'") {
                builder.append(push: Array(word.dropFirst().dropLast().utf8))
            } else if let opcode = Opcode(name: word), opcode != .checkSigAdd {
                builder.append(opcode)
            } else {
                throw .unknownOpcode
            }
        }
        self = builder.script
    }
}
