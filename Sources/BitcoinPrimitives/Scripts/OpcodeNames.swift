extension Opcode: CustomStringConvertible {
    /// The name that scripts are shown with: `OP_DUP`, and bare numbers for what pushes them.
    public var description: String {
        if let number = smallNumber { return String(number) }
        switch self {
        case .negativeOne: return "-1"
        case .pushData1: return "OP_PUSHDATA1"
        case .pushData2: return "OP_PUSHDATA2"
        case .pushData4: return "OP_PUSHDATA4"
        case .reserved: return "OP_RESERVED"
        case Opcode(0xff): return "OP_INVALIDOPCODE"
        default:
            let index = Int(rawValue) - Int(Self.firstNamed)
            return Self.names.indices.contains(index) ? Self.names[index] : "OP_UNKNOWN"
        }
    }

    /// The opcode that has this name, with or without `OP_`; nil if there is none. Pushes have no names.
    public init?(name: some StringProtocol) {
        let full = name.hasPrefix("OP_") ? String(name) : "OP_" + name
        if full == "OP_RESERVED" {
            self = .reserved
        } else if let index = Self.names.firstIndex(of: full) {
            self.init(Self.firstNamed + UInt8(index))
        } else {
            return nil
        }
    }

    /// `OP_NOP`.
    private static let firstNamed: UInt8 = 0x61

    private static let names = [
        "OP_NOP", "OP_VER", "OP_IF", "OP_NOTIF", "OP_VERIF", "OP_VERNOTIF", "OP_ELSE", "OP_ENDIF",
        "OP_VERIFY", "OP_RETURN", "OP_TOALTSTACK", "OP_FROMALTSTACK", "OP_2DROP", "OP_2DUP", "OP_3DUP",
        "OP_2OVER", "OP_2ROT", "OP_2SWAP", "OP_IFDUP", "OP_DEPTH", "OP_DROP", "OP_DUP", "OP_NIP",
        "OP_OVER", "OP_PICK", "OP_ROLL", "OP_ROT", "OP_SWAP", "OP_TUCK", "OP_CAT", "OP_SUBSTR",
        "OP_LEFT", "OP_RIGHT", "OP_SIZE", "OP_INVERT", "OP_AND", "OP_OR", "OP_XOR", "OP_EQUAL",
        "OP_EQUALVERIFY", "OP_RESERVED1", "OP_RESERVED2", "OP_1ADD", "OP_1SUB", "OP_2MUL", "OP_2DIV",
        "OP_NEGATE", "OP_ABS", "OP_NOT", "OP_0NOTEQUAL", "OP_ADD", "OP_SUB", "OP_MUL", "OP_DIV",
        "OP_MOD", "OP_LSHIFT", "OP_RSHIFT", "OP_BOOLAND", "OP_BOOLOR", "OP_NUMEQUAL",
        "OP_NUMEQUALVERIFY", "OP_NUMNOTEQUAL", "OP_LESSTHAN", "OP_GREATERTHAN", "OP_LESSTHANOREQUAL",
        "OP_GREATERTHANOREQUAL", "OP_MIN", "OP_MAX", "OP_WITHIN", "OP_RIPEMD160", "OP_SHA1",
        "OP_SHA256", "OP_HASH160", "OP_HASH256", "OP_CODESEPARATOR", "OP_CHECKSIG", "OP_CHECKSIGVERIFY",
        "OP_CHECKMULTISIG", "OP_CHECKMULTISIGVERIFY", "OP_NOP1", "OP_CHECKLOCKTIMEVERIFY",
        "OP_CHECKSEQUENCEVERIFY", "OP_NOP4", "OP_NOP5", "OP_NOP6", "OP_NOP7", "OP_NOP8", "OP_NOP9",
        "OP_NOP10", "OP_CHECKSIGADD",
    ]
}
