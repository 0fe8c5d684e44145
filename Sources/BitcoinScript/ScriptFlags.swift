/// Which rules a script is held to. Each flag only ever forbids: more flags, fewer scripts that pass.
@frozen
public struct ScriptFlags: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt32

    /// Flags from their bits.
    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// BIP16: run the script that a script hash stands for.
    public static let payToScriptHash = ScriptFlags(rawValue: 1 << 0)
    /// Policy: signatures and public keys are strictly encoded.
    public static let strictEncoding = ScriptFlags(rawValue: 1 << 1)
    /// BIP66: signatures are strict DER.
    public static let derSignatures = ScriptFlags(rawValue: 1 << 2)
    /// BIP62 rule 5: S is at most half the order.
    public static let lowS = ScriptFlags(rawValue: 1 << 3)
    /// BIP147: the extra item that `OP_CHECKMULTISIG` takes is empty.
    public static let nullDummy = ScriptFlags(rawValue: 1 << 4)
    /// BIP62 rule 2: nothing but pushes in scriptSig.
    public static let signaturePushOnly = ScriptFlags(rawValue: 1 << 5)
    /// BIP62 rules 3 and 4: shortest pushes, shortest numbers.
    public static let minimalData = ScriptFlags(rawValue: 1 << 6)
    /// Policy: no NOPs that a later rule may give a meaning.
    public static let discourageUpgradableNOPs = ScriptFlags(rawValue: 1 << 7)
    /// BIP62 rule 6: exactly one item is left.
    public static let cleanStack = ScriptFlags(rawValue: 1 << 8)
    /// BIP65.
    public static let checkLockTimeVerify = ScriptFlags(rawValue: 1 << 9)
    /// BIP112.
    public static let checkSequenceVerify = ScriptFlags(rawValue: 1 << 10)
    /// BIP141 and BIP143.
    public static let witness = ScriptFlags(rawValue: 1 << 11)
    /// Policy: no witness versions without a meaning.
    public static let discourageUpgradableWitnessProgram = ScriptFlags(rawValue: 1 << 12)
    /// Policy in version 0: the argument of `OP_IF` is empty or 1.
    public static let minimalIf = ScriptFlags(rawValue: 1 << 13)
    /// BIP146: signatures that fail are empty.
    public static let nullFail = ScriptFlags(rawValue: 1 << 14)
    /// Policy: keys in version 0 scripts are compressed.
    public static let witnessPublicKeyType = ScriptFlags(rawValue: 1 << 15)
    /// Policy: no `OP_CODESEPARATOR` and nothing to delete in scripts without witness.
    public static let constantScriptCode = ScriptFlags(rawValue: 1 << 16)
    /// BIP341 and BIP342.
    public static let taproot = ScriptFlags(rawValue: 1 << 17)
    /// Policy: no leaf versions without a meaning.
    public static let discourageUpgradableTaprootVersion = ScriptFlags(rawValue: 1 << 18)
    /// Policy: no `OP_SUCCESSx`.
    public static let discourageOpSuccess = ScriptFlags(rawValue: 1 << 19)
    /// Policy: no key types without a meaning in tapscript.
    public static let discourageUpgradablePublicKeyType = ScriptFlags(rawValue: 1 << 20)

    /// What every block has to meet, whatever its height: P2SH, witness and taproot.
    public static let everyBlock: ScriptFlags = [.payToScriptHash, .witness, .taproot]

    /// Consensus rules: breaking one of these makes a block invalid.
    public static let mandatory: ScriptFlags = [
        .payToScriptHash, .derSignatures, .nullDummy, .checkLockTimeVerify, .checkSequenceVerify, .witness,
        .taproot,
    ]

    /// What transactions have to meet to be relayed.
    public static let standard: ScriptFlags = [
        .mandatory, .strictEncoding, .minimalData, .discourageUpgradableNOPs, .cleanStack, .minimalIf,
        .nullFail, .lowS, .discourageUpgradableWitnessProgram, .witnessPublicKeyType, .constantScriptCode,
        .discourageUpgradableTaprootVersion, .discourageOpSuccess, .discourageUpgradablePublicKeyType,
    ]
}
