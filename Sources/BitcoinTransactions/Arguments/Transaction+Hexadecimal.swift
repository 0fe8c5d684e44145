import BitcoinPrimitives
import BitcoinSupport

extension Transaction {
    /// The transaction that a text gives in hexadecimal; nil if it is none.
    ///
    /// A transaction without inputs looks like one with witnesses. What can be read both ways is taken for the
    /// one that makes sense, with witnesses if both do.
    ///
    /// - Parameters:
    ///   - allowsWitness: whether it may have witnesses.
    ///   - allowsNoWitness: whether it may be a transaction without inputs.
    public init?(rpcHex text: String, allowsWitness: Bool = true, allowsNoWitness: Bool = false) {
        guard let bytes = Hex.decode(text) else { return nil }
        let extended = allowsWitness ? Self.read(bytes, allowWitness: true) : nil
        if let extended, !allowsNoWitness || extended.hasPlausibleScripts {
            self = extended
            return
        }
        let legacy = allowsNoWitness ? Self.read(bytes, allowWitness: false) : nil
        if let legacy, extended == nil || legacy.hasPlausibleScripts {
            self = legacy
        } else if let extended {
            self = extended
        } else {
            return nil
        }
    }

    private static func read(_ bytes: [UInt8], allowWitness: Bool) -> Transaction? {
        var reader = ByteReader(bytes)
        guard let transaction = try? Transaction(from: &reader, allowWitness: allowWitness), reader.isAtEnd
        else { return nil }
        return transaction
    }

    /// Whether all scripts consist of whole instructions with known opcodes, as far as one can expect it.
    private var hasPlausibleScripts: Bool {
        let areInputsPlausible = isCoinbase || inputs.allSatisfy { $0.scriptSig.isPlausible }
        return areInputsPlausible && outputs.allSatisfy { $0.scriptPubKey.isPlausible }
    }
}

extension Script {
    /// Whether the script consists of whole instructions with opcodes that have had a meaning before tapscript,
    /// none of which pushes more than may lie on the stack.
    public var hasKnownInstructions: Bool {
        var instructions = self.instructions
        while let instruction = instructions.next() {
            if instruction.opcode.rawValue > Opcode.nop10.rawValue || instruction.data.count > 520 {
                return false
            }
        }
        return !instructions.isTruncated
    }

    /// Whether one may expect the script in a transaction that somebody means to send.
    fileprivate var isPlausible: Bool { count <= Self.maximumSize && hasKnownInstructions }
}
