/// Which rules a script, or a key without a script, is under.
public enum SignatureVersion: Sendable {
    /// Bare scripts and P2SH.
    case base
    /// P2WPKH and P2WSH (BIP143).
    case witnessV0
    /// The key path of P2TR (BIP341).
    case taproot
    /// The script path of P2TR with leaf version 0xc0 (BIP342).
    case tapscript
}

/// The limits that scripts are held to.
enum ScriptLimits {
    /// No pushed item is longer.
    static let elementSize = 520
    /// Operations other than pushes, before tapscript.
    static let operations = 201
    /// Keys of `OP_CHECKMULTISIG`.
    static let multisigKeys = 20
    /// Items on both stacks together.
    static let stackSize = 1000
    /// BIP342: each signature check takes this much of the budget that the witness's size gives.
    static let weightPerSignature = 50
    /// BIP342: the budget is this much larger than the witness.
    static let weightOffset = 50
    /// BIP341: the control block without its path.
    static let controlBase = 33
    /// BIP341: one step of the path.
    static let controlNode = 32
    /// BIP341: the control block with the longest path.
    static let controlMaximum = 33 + 32 * 128
    /// BIP341: the bits of the leaf version.
    static let leafMask: UInt8 = 0xfe
    /// BIP342: the leaf version of tapscript.
    static let leafTapscript: UInt8 = 0xc0
    /// BIP341: the first byte of an annex.
    static let annexTag: UInt8 = 0x50
}
