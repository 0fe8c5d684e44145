/// An instruction's first byte. 1 to 75 push that many bytes.
@frozen
public struct Opcode: RawRepresentable, Sendable, Hashable {
    /// The byte.
    public var rawValue: UInt8

    /// An opcode from its byte.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// An opcode from its byte.
    @inlinable
    public init(_ rawValue: UInt8) { self.rawValue = rawValue }

    /// The opcode that pushes a number from 0 to 16.
    public static func small(_ number: Int) -> Opcode {
        precondition((0...16).contains(number))
        return number == 0 ? .zero : Opcode(one.rawValue + UInt8(number - 1))
    }

    /// The number from 0 to 16 that this opcode pushes, nil for all others.
    @inlinable
    public var smallNumber: Int? {
        if rawValue == 0 { return 0 }
        return rawValue >= 0x51 && rawValue <= 0x60 ? Int(rawValue) - 0x50 : nil
    }

    /// True for everything up to `OP_16`, which upstream counts as pushes (`OP_RESERVED` among them).
    @inlinable
    public var isPush: Bool { rawValue <= 0x60 }
}

// MARK: Constants

extension Opcode {
    /// `OP_0`.
    public static let zero = Opcode(0x00)
    /// `OP_PUSHDATA1`.
    public static let pushData1 = Opcode(0x4c)
    /// `OP_PUSHDATA2`.
    public static let pushData2 = Opcode(0x4d)
    /// `OP_PUSHDATA4`.
    public static let pushData4 = Opcode(0x4e)
    /// `OP_1NEGATE`.
    public static let negativeOne = Opcode(0x4f)
    /// `OP_RESERVED`.
    public static let reserved = Opcode(0x50)
    /// `OP_1`.
    public static let one = Opcode(0x51)
    /// `OP_2`.
    public static let two = Opcode(0x52)
    /// `OP_3`.
    public static let three = Opcode(0x53)
    /// `OP_4`.
    public static let four = Opcode(0x54)
    /// `OP_5`.
    public static let five = Opcode(0x55)
    /// `OP_6`.
    public static let six = Opcode(0x56)
    /// `OP_7`.
    public static let seven = Opcode(0x57)
    /// `OP_8`.
    public static let eight = Opcode(0x58)
    /// `OP_9`.
    public static let nine = Opcode(0x59)
    /// `OP_10`.
    public static let ten = Opcode(0x5a)
    /// `OP_11`.
    public static let eleven = Opcode(0x5b)
    /// `OP_12`.
    public static let twelve = Opcode(0x5c)
    /// `OP_13`.
    public static let thirteen = Opcode(0x5d)
    /// `OP_14`.
    public static let fourteen = Opcode(0x5e)
    /// `OP_15`.
    public static let fifteen = Opcode(0x5f)
    /// `OP_16`.
    public static let sixteen = Opcode(0x60)
}

// MARK: Control

extension Opcode {
    /// `OP_NOP`.
    public static let nop = Opcode(0x61)
    /// `OP_VER`.
    public static let ver = Opcode(0x62)
    /// `OP_IF`.
    public static let `if` = Opcode(0x63)
    /// `OP_NOTIF`.
    public static let notIf = Opcode(0x64)
    /// `OP_VERIF`.
    public static let verIf = Opcode(0x65)
    /// `OP_VERNOTIF`.
    public static let verNotIf = Opcode(0x66)
    /// `OP_ELSE`.
    public static let `else` = Opcode(0x67)
    /// `OP_ENDIF`.
    public static let endIf = Opcode(0x68)
    /// `OP_VERIFY`.
    public static let verify = Opcode(0x69)
    /// `OP_RETURN`.
    public static let `return` = Opcode(0x6a)
}

// MARK: Stack

extension Opcode {
    /// `OP_TOALTSTACK`.
    public static let toAltStack = Opcode(0x6b)
    /// `OP_FROMALTSTACK`.
    public static let fromAltStack = Opcode(0x6c)
    /// `OP_2DROP`.
    public static let twoDrop = Opcode(0x6d)
    /// `OP_2DUP`.
    public static let twoDup = Opcode(0x6e)
    /// `OP_3DUP`.
    public static let threeDup = Opcode(0x6f)
    /// `OP_2OVER`.
    public static let twoOver = Opcode(0x70)
    /// `OP_2ROT`.
    public static let twoRot = Opcode(0x71)
    /// `OP_2SWAP`.
    public static let twoSwap = Opcode(0x72)
    /// `OP_IFDUP`.
    public static let ifDup = Opcode(0x73)
    /// `OP_DEPTH`.
    public static let depth = Opcode(0x74)
    /// `OP_DROP`.
    public static let drop = Opcode(0x75)
    /// `OP_DUP`.
    public static let dup = Opcode(0x76)
    /// `OP_NIP`.
    public static let nip = Opcode(0x77)
    /// `OP_OVER`.
    public static let over = Opcode(0x78)
    /// `OP_PICK`.
    public static let pick = Opcode(0x79)
    /// `OP_ROLL`.
    public static let roll = Opcode(0x7a)
    /// `OP_ROT`.
    public static let rot = Opcode(0x7b)
    /// `OP_SWAP`.
    public static let swap = Opcode(0x7c)
    /// `OP_TUCK`.
    public static let tuck = Opcode(0x7d)
}

// MARK: Byte strings

extension Opcode {
    /// `OP_CAT`.
    public static let cat = Opcode(0x7e)
    /// `OP_SUBSTR`.
    public static let substring = Opcode(0x7f)
    /// `OP_LEFT`.
    public static let left = Opcode(0x80)
    /// `OP_RIGHT`.
    public static let right = Opcode(0x81)
    /// `OP_SIZE`.
    public static let size = Opcode(0x82)
}

// MARK: Bits

extension Opcode {
    /// `OP_INVERT`.
    public static let invert = Opcode(0x83)
    /// `OP_AND`.
    public static let and = Opcode(0x84)
    /// `OP_OR`.
    public static let or = Opcode(0x85)
    /// `OP_XOR`.
    public static let xor = Opcode(0x86)
    /// `OP_EQUAL`.
    public static let equal = Opcode(0x87)
    /// `OP_EQUALVERIFY`.
    public static let equalVerify = Opcode(0x88)
    /// `OP_RESERVED1`.
    public static let reserved1 = Opcode(0x89)
    /// `OP_RESERVED2`.
    public static let reserved2 = Opcode(0x8a)
}

// MARK: Numbers

extension Opcode {
    /// `OP_1ADD`.
    public static let addOne = Opcode(0x8b)
    /// `OP_1SUB`.
    public static let subtractOne = Opcode(0x8c)
    /// `OP_2MUL`.
    public static let twoMul = Opcode(0x8d)
    /// `OP_2DIV`.
    public static let twoDiv = Opcode(0x8e)
    /// `OP_NEGATE`.
    public static let negate = Opcode(0x8f)
    /// `OP_ABS`.
    public static let abs = Opcode(0x90)
    /// `OP_NOT`.
    public static let not = Opcode(0x91)
    /// `OP_0NOTEQUAL`.
    public static let notEqualZero = Opcode(0x92)
    /// `OP_ADD`.
    public static let add = Opcode(0x93)
    /// `OP_SUB`.
    public static let subtract = Opcode(0x94)
    /// `OP_MUL`.
    public static let mul = Opcode(0x95)
    /// `OP_DIV`.
    public static let div = Opcode(0x96)
    /// `OP_MOD`.
    public static let mod = Opcode(0x97)
    /// `OP_LSHIFT`.
    public static let leftShift = Opcode(0x98)
    /// `OP_RSHIFT`.
    public static let rightShift = Opcode(0x99)
    /// `OP_BOOLAND`.
    public static let boolAnd = Opcode(0x9a)
    /// `OP_BOOLOR`.
    public static let boolOr = Opcode(0x9b)
    /// `OP_NUMEQUAL`.
    public static let numEqual = Opcode(0x9c)
    /// `OP_NUMEQUALVERIFY`.
    public static let numEqualVerify = Opcode(0x9d)
    /// `OP_NUMNOTEQUAL`.
    public static let numNotEqual = Opcode(0x9e)
    /// `OP_LESSTHAN`.
    public static let lessThan = Opcode(0x9f)
    /// `OP_GREATERTHAN`.
    public static let greaterThan = Opcode(0xa0)
    /// `OP_LESSTHANOREQUAL`.
    public static let lessThanOrEqual = Opcode(0xa1)
    /// `OP_GREATERTHANOREQUAL`.
    public static let greaterThanOrEqual = Opcode(0xa2)
    /// `OP_MIN`.
    public static let min = Opcode(0xa3)
    /// `OP_MAX`.
    public static let max = Opcode(0xa4)
    /// `OP_WITHIN`.
    public static let within = Opcode(0xa5)
}

// MARK: Cryptography

extension Opcode {
    /// `OP_RIPEMD160`.
    public static let ripemd160 = Opcode(0xa6)
    /// `OP_SHA1`.
    public static let sha1 = Opcode(0xa7)
    /// `OP_SHA256`.
    public static let sha256 = Opcode(0xa8)
    /// `OP_HASH160`.
    public static let hash160 = Opcode(0xa9)
    /// `OP_HASH256`.
    public static let hash256 = Opcode(0xaa)
    /// `OP_CODESEPARATOR`.
    public static let codeSeparator = Opcode(0xab)
    /// `OP_CHECKSIG`.
    public static let checkSig = Opcode(0xac)
    /// `OP_CHECKSIGVERIFY`.
    public static let checkSigVerify = Opcode(0xad)
    /// `OP_CHECKMULTISIG`.
    public static let checkMultiSig = Opcode(0xae)
    /// `OP_CHECKMULTISIGVERIFY`.
    public static let checkMultiSigVerify = Opcode(0xaf)
}

// MARK: Extensions

extension Opcode {
    /// `OP_NOP1`.
    public static let nop1 = Opcode(0xb0)
    /// `OP_CHECKLOCKTIMEVERIFY`.
    public static let checkLockTimeVerify = Opcode(0xb1)
    /// `OP_CHECKSEQUENCEVERIFY`.
    public static let checkSequenceVerify = Opcode(0xb2)
    /// `OP_NOP4`.
    public static let nop4 = Opcode(0xb3)
    /// `OP_NOP5`.
    public static let nop5 = Opcode(0xb4)
    /// `OP_NOP6`.
    public static let nop6 = Opcode(0xb5)
    /// `OP_NOP7`.
    public static let nop7 = Opcode(0xb6)
    /// `OP_NOP8`.
    public static let nop8 = Opcode(0xb7)
    /// `OP_NOP9`.
    public static let nop9 = Opcode(0xb8)
    /// `OP_NOP10`.
    public static let nop10 = Opcode(0xb9)
    /// `OP_CHECKSIGADD`.
    public static let checkSigAdd = Opcode(0xba)
}
