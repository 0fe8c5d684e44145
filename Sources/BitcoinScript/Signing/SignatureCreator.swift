import BitcoinCrypto
import BitcoinPrimitives

/// Makes the signatures of one input, and tells whether a script is satisfied by them.
public protocol SignatureCreator: Sendable {
    /// A signature in DER with its hash type, of the key that `provider` has under `keyHash`; nil without the key.
    func ecdsaSignature(
        of keyHash: Bytes20, provider: any SigningProvider, scriptCode: Script, version: SignatureVersion
    ) -> [UInt8]?

    /// A signature of 64 bytes, or 65 with its hash type, of a key that `provider` has; nil without the key.
    ///
    /// - Parameters:
    ///   - leafHash: the leaf that the signature is for; nil for the key path.
    ///   - tweak: how the key is changed before it signs.
    func schnorrSignature(
        of key: XOnlyPublicKey, provider: any SigningProvider, leafHash: Bytes32?, tweak: TaprootTweak
    ) -> [UInt8]?

    /// The signature of an aggregate key that contributions of all its keys give, as of one of 64 or 65 bytes; nil if they
    /// are not right.
    ///
    /// - Parameters:
    ///   - tweaks: what is added to the aggregate key before it signs.
    ///   - leafHash: the leaf that the signature is for; nil for the key path.
    func musigSignature(
        of contributions: [MuSig.Contribution], aggregate: PublicKey, tweaks: [MuSig.Tweak],
        leafHash: Bytes32?
    ) -> [UInt8]?

    /// Whether `OP_CHECKLOCKTIMEVERIFY` lets this number pass (BIP65).
    func satisfies(absoluteLock lock: UInt32) -> Bool

    /// Whether `OP_CHECKSEQUENCEVERIFY` lets this number pass (BIP112).
    func satisfies(relativeLock lock: UInt32) -> Bool

    /// Whether the scripts and the witness satisfy an output by the rules for relay.
    func satisfies(scriptSig: Script, scriptPubKey: Script, witness: Witness) -> Bool
}

/// How a key is changed before it signs for a taproot output (BIP341).
public enum TaprootTweak: Sendable, Hashable {
    /// It is not: the key of a leaf, or the output key itself.
    case none
    /// It commits to the root of a tree, or to there being none.
    case root(Bytes32?)
}

/// Makes signatures that look right and are not, to find out how large an input will be.
public struct DummySignatureCreator: SignatureCreator {
    private let size: Int

    /// Signatures of 71 bytes with their hash type, as this software makes them.
    public static let typical = DummySignatureCreator(rSize: 32)
    /// Signatures of 72 bytes with their hash type, as others may make them.
    public static let maximum = DummySignatureCreator(rSize: 33)

    private init(rSize: Int) { size = rSize }

    /// Well-formed DER.
    public func ecdsaSignature(
        of keyHash: Bytes20, provider: any SigningProvider, scriptCode: Script, version: SignatureVersion
    ) -> [UInt8]? {
        func integer(_ size: Int) -> [UInt8] {
            [0x02, UInt8(size), 0x01] + [UInt8](repeating: 0, count: size - 1)
        }
        return [0x30, UInt8(size + 36)] + integer(size) + integer(32) + [SignatureHashType.all]
    }

    /// 64 bytes.
    public func schnorrSignature(
        of key: XOnlyPublicKey, provider: any SigningProvider, leafHash: Bytes32?, tweak: TaprootTweak
    ) -> [UInt8]? {
        [UInt8](repeating: 0, count: 64)
    }

    /// 64 bytes.
    public func musigSignature(
        of contributions: [MuSig.Contribution], aggregate: PublicKey, tweaks: [MuSig.Tweak],
        leafHash: Bytes32?
    ) -> [UInt8]? {
        [UInt8](repeating: 0, count: 64)
    }

    /// Always.
    public func satisfies(absoluteLock lock: UInt32) -> Bool { true }
    /// Always.
    public func satisfies(relativeLock lock: UInt32) -> Bool { true }

    /// Runs the scripts with every signature and lock taken for valid.
    public func satisfies(scriptSig: Script, scriptPubKey: Script, witness: Witness) -> Bool {
        var interpreter = ScriptInterpreter()
        interpreter.checking = .acceptingAll
        return
            (try? interpreter.verify(
                scriptSig: scriptSig, scriptPubKey: scriptPubKey, witness: witness, flags: .standard)) != nil
    }
}
