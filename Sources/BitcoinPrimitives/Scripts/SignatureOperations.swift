/// Counting of signature checks, which blocks may hold only so many of.
public enum SignatureOperations {
    /// `OP_CHECKMULTISIG` counts as this many where the number of keys is not known.
    public static let keysPerMultisig = 20

    /// Counts in a script. `accurate` takes the number of keys from the push before `OP_CHECKMULTISIG`.
    public static func count(in script: RawSpan, accurate: Bool) -> Int {
        accurate ? accurateCount(in: script) : roughCount(in: script)
    }

    /// Every script of every block is counted this way, twice: so it looks at no more than it must.
    private static func roughCount(in script: RawSpan) -> Int {
        let end = script.byteCount
        var total = 0
        var position = 0
        while position < end {
            let code = script.unsafeLoad(fromByteOffset: position, as: UInt8.self)
            if code == 0 || (code > 0x4e && code < 0xac) || code > 0xaf {
                position += 1
            } else if code > 0x4e {
                total += code < 0xae ? 1 : keysPerMultisig
                position += 1
            } else if code < 0x4c {
                position += 1 + Int(code)
            } else {
                // A push that is cut short ends the script.
                guard ScriptInstruction.next(in: script, at: &position) != nil else { return total }
            }
        }
        return total
    }

    private static func accurateCount(in script: RawSpan) -> Int {
        var total = 0
        var position = 0
        var previous = Opcode(0xff)
        while position < script.byteCount {
            guard let instruction = ScriptInstruction.next(in: script, at: &position) else { break }
            // Bytes are compared, as scripts can be long and few of their instructions count.
            switch instruction.opcode.rawValue {
            case 0xac, 0xad:
                total += 1
            case 0xae, 0xaf:
                if let keys = previous.smallNumber, keys > 0 {
                    total += keys
                } else {
                    total += keysPerMultisig
                }
            default: break
            }
            previous = instruction.opcode
        }
        return total
    }

    /// Counts in all scripts of a transaction, without looking at what it spends.
    public static func legacyCount(_ transaction: Transaction) -> Int {
        var total = 0
        for input in transaction.inputs {
            total += count(in: input.scriptSig.bytes.rawSpan, accurate: false)
        }
        for output in transaction.outputs {
            total += count(in: output.scriptPubKey.bytes.rawSpan, accurate: false)
        }
        return total
    }

    /// Counts in the script that a P2SH input reveals: the last push of its scriptSig.
    public static func payToScriptHashCount(scriptSig: Script) -> Int {
        let span = scriptSig.bytes.rawSpan
        var position = 0
        var last = 0..<0
        while position < span.byteCount {
            guard let instruction = ScriptInstruction.next(in: span, at: &position),
                instruction.opcode.isPush
            else { return 0 }
            last = instruction.data
        }
        return count(in: span.extracting(last), accurate: true)
    }
}
