import BitcoinCrypto
import BitcoinPrimitives

/// A private key from which others are derived (BIP32). Nothing but `text` shows it.
public struct ExtendedPrivateKey: Sendable, Equatable {
    /// How many steps it is away from the master key.
    public let depth: UInt8
    /// The parent's fingerprint; none for a master key.
    public let parentFingerprint: KeyFingerprint
    /// Which child of its parent it is.
    public let childNumber: UInt32
    /// What goes into the derivation besides the key.
    public let chainCode: Bytes32
    /// The key.
    public let key: PrivateKey

    private init(
        depth: UInt8, parentFingerprint: KeyFingerprint, childNumber: UInt32, chainCode: Bytes32,
        key: PrivateKey
    ) {
        self.depth = depth
        self.parentFingerprint = parentFingerprint
        self.childNumber = childNumber
        self.chainCode = chainCode
        self.key = key
    }

    /// The private key of an extended public key.
    public init(_ key: PrivateKey, of extended: ExtendedPublicKey) {
        self.init(
            depth: extended.depth, parentFingerprint: extended.parentFingerprint,
            childNumber: extended.childNumber, chainCode: extended.chainCode, key: key.with(compressed: true))
    }

    /// The master key of a seed of 16 to 64 bytes; nil for other sizes, and for the rare seeds without a key.
    public init?(seed: SecretBytes) {
        guard (16...64).contains(seed.count) else { return nil }
        self.init(
            depth: 0, parentFingerprint: .none, childNumber: 0,
            code: SHA512.authenticationCode(secret: seed, key: Array("Bitcoin seed".utf8)))
    }

    /// Takes 64 bytes: the key and the chain code.
    private init?(depth: UInt8, parentFingerprint: KeyFingerprint, childNumber: UInt32, code: SecretBytes) {
        guard let key = PrivateKey(code.part(0..<32)),
            let chainCode = code.withUnsafeBytes({ Bytes32(Array($0[32...])) })
        else { return nil }
        self.init(
            depth: depth, parentFingerprint: parentFingerprint, childNumber: childNumber,
            chainCode: chainCode, key: key)
    }

    /// Reads `xprv…` or `tprv…`; nil if it is none of this network.
    public init?(_ text: some StringProtocol, _ format: AddressFormat) {
        guard var bytes = Base58.decodeChecked(text, maximum: 78) else { return nil }
        defer { bytes.clear() }
        guard bytes.starts(with: format.extendedPrivateKeyPrefix),
            var parts = ExtendedKeyParts(Array(bytes.dropFirst(4)))
        else { return nil }
        defer { parts.key.clear() }
        // A zero stands where a public key has its sign.
        guard parts.key[0] == 0, let key = PrivateKey(Array(parts.key[1...])) else { return nil }
        self.init(
            depth: parts.depth, parentFingerprint: parts.parentFingerprint, childNumber: parts.childNumber,
            chainCode: parts.chainCode, key: key)
    }

    /// `xprv…` or `tprv…`. The secret in plain sight.
    public func text(_ format: AddressFormat) -> String {
        var secret = key.bytes
        defer { secret.clear() }
        var parts = ExtendedKeyParts(
            depth: depth, parentFingerprint: parentFingerprint, childNumber: childNumber,
            chainCode: chainCode, key: [0] + secret)
        defer { parts.key.clear() }
        return Base58.encodeChecked(format.extendedPrivateKeyPrefix + parts.bytes)
    }

    /// The public half.
    public var publicKey: ExtendedPublicKey {
        ExtendedPublicKey(
            depth: depth, parentFingerprint: parentFingerprint, childNumber: childNumber,
            chainCode: chainCode, key: key.publicKey)
    }

    /// The child with a number, hardened from 2^31 on; nil below the depth of 255, and for the rare numbers
    /// without a key.
    public func child(_ number: UInt32) -> ExtendedPrivateKey? {
        guard depth < .max else { return nil }
        let publicKey = key.publicKey
        let isHardened = number >= DerivationPath.hardened
        let message = SecretBytes(count: 37) { target in
            if isHardened {
                key.secretBytes.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(rebasing: target[1..<33]).copyMemory(from: $0)
                }
            } else {
                target.copyBytes(from: publicKey.serialized(compressed: true))
            }
            withUnsafeBytes(of: number.bigEndian) {
                UnsafeMutableRawBufferPointer(rebasing: target[33...]).copyMemory(from: $0)
            }
        }
        let code = SHA512.authenticationCode(secret: message, key: chainCode.bytes)
        guard let chainCode = code.withUnsafeBytes({ Bytes32(Array($0[32...])) }),
            let childKey = key.adding(tweak: code.part(0..<32))
        else { return nil }
        return ExtendedPrivateKey(
            depth: depth + 1, parentFingerprint: KeyFingerprint(publicKey), childNumber: number,
            chainCode: chainCode, key: childKey)
    }

    /// The key at the end of a path.
    public func derived(_ path: DerivationPath) -> ExtendedPrivateKey? {
        path.steps.reduce(self as ExtendedPrivateKey?) { $0?.child($1) }
    }
}

extension ExtendedPrivateKey: CustomStringConvertible, CustomReflectable {
    /// Says only that there is a key, and of which parent.
    public var description: String { "<extended private key below \(parentFingerprint)>" }

    /// Shows nothing to debuggers and `dump` either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
