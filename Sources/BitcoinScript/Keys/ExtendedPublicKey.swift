import BitcoinCrypto
import BitcoinPrimitives

/// A public key from which others are derived (BIP32).
public struct ExtendedPublicKey: Sendable, Hashable {
    /// How many steps it is away from the master key.
    public let depth: UInt8
    /// The parent's fingerprint; none for a master key.
    public let parentFingerprint: KeyFingerprint
    /// Which child of its parent it is.
    public let childNumber: UInt32
    /// What goes into the derivation besides the key.
    public let chainCode: Bytes32
    /// The key, compressed.
    public let key: PublicKey

    /// A key with all that belongs to it.
    public init(
        depth: UInt8, parentFingerprint: KeyFingerprint, childNumber: UInt32, chainCode: Bytes32,
        key: PublicKey
    ) {
        self.depth = depth
        self.parentFingerprint = parentFingerprint
        self.childNumber = childNumber
        self.chainCode = chainCode
        self.key = key.with(compressed: true)
    }

    /// BIP328: the extended key that stands for an aggregate key, whose chain code everybody knows.
    public init(aggregate key: PublicKey) {
        self.init(
            depth: 0, parentFingerprint: .none, childNumber: 0, chainCode: Self.aggregateChainCode, key: key)
    }

    /// SHA-256 of "MuSig2MuSig2MuSig2".
    private static let aggregateChainCode = SHA256.hash(Array("MuSig2MuSig2MuSig2".utf8))

    /// How many bytes the serialization has without the network's prefix.
    public static let size = 74

    /// Reads 74 bytes: depth, parent, number, chain code and key. nil if the key is no point, or if a master key
    /// gives a parent or a number.
    public init?(_ bytes: [UInt8]) {
        guard let parts = ExtendedKeyParts(bytes), let key = PublicKey(parts.key) else { return nil }
        self.init(
            depth: parts.depth, parentFingerprint: parts.parentFingerprint, childNumber: parts.childNumber,
            chainCode: parts.chainCode, key: key)
    }

    /// Reads `xpub…` or `tpub…`; nil if it is none of this network.
    public init?(_ text: some StringProtocol, _ format: AddressFormat) {
        guard let bytes = Base58.decodeChecked(text, maximum: 78),
            bytes.starts(with: format.extendedPublicKeyPrefix)
        else { return nil }
        self.init(Array(bytes.dropFirst(4)))
    }

    /// The 74 bytes.
    public var bytes: [UInt8] {
        ExtendedKeyParts(
            depth: depth, parentFingerprint: parentFingerprint, childNumber: childNumber,
            chainCode: chainCode, key: key.bytes
        ).bytes
    }

    /// `xpub…` or `tpub…`.
    public func text(_ format: AddressFormat) -> String {
        Base58.encodeChecked(format.extendedPublicKeyPrefix + bytes)
    }

    /// The child with a number; nil for hardened ones, below the depth of 255, and for the rare numbers without a key.
    public func child(_ number: UInt32) -> ExtendedPublicKey? {
        childAndTweak(number)?.child
    }

    /// The child, and what its key is more than this one.
    public func childAndTweak(_ number: UInt32) -> (child: ExtendedPublicKey, tweak: Bytes32)? {
        guard number < DerivationPath.hardened, depth < .max else { return nil }
        var message = key.bytes
        withUnsafeBytes(of: number.bigEndian) { message.append(contentsOf: $0) }
        let code = SHA512.authenticationCode(message, key: chainCode.bytes)
        guard let tweak = Bytes32(Array(code[..<32])), let chainCode = Bytes32(Array(code[32...])),
            let childKey = key.adding(tweak: tweak)
        else { return nil }
        let child = ExtendedPublicKey(
            depth: depth + 1, parentFingerprint: KeyFingerprint(key), childNumber: number,
            chainCode: chainCode, key: childKey)
        return (child, tweak)
    }

    /// The key at the end of a path; nil if a step is hardened.
    public func derived(_ path: DerivationPath) -> ExtendedPublicKey? {
        path.steps.reduce(self as ExtendedPublicKey?) { $0?.child($1) }
    }
}

extension ExtendedPublicKey: Comparable {
    /// Orders by the key, then by the chain code.
    public static func < (a: Self, b: Self) -> Bool {
        a.key == b.key ? a.chainCode < b.chainCode : a.key < b.key
    }
}

/// What extended keys of both kinds are serialized as (BIP32).
struct ExtendedKeyParts {
    var depth: UInt8
    var parentFingerprint: KeyFingerprint
    var childNumber: UInt32
    var chainCode: Bytes32
    /// 33 bytes.
    var key: [UInt8]

    init(
        depth: UInt8, parentFingerprint: KeyFingerprint, childNumber: UInt32, chainCode: Bytes32,
        key: [UInt8]
    ) {
        self.depth = depth
        self.parentFingerprint = parentFingerprint
        self.childNumber = childNumber
        self.chainCode = chainCode
        self.key = key
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count == ExtendedPublicKey.size,
            let fingerprint = KeyFingerprint(Array(bytes[1..<5])),
            let chainCode = Bytes32(Array(bytes[9..<41]))
        else { return nil }
        depth = bytes[0]
        parentFingerprint = fingerprint
        childNumber = bytes[5..<9].reduce(0) { $0 << 8 | UInt32($1) }
        self.chainCode = chainCode
        key = Array(bytes[41...])
        if depth == 0, childNumber != 0 || fingerprint != .none { return nil }
    }

    var bytes: [UInt8] {
        var bytes = [depth] + parentFingerprint.bytes
        withUnsafeBytes(of: childNumber.bigEndian) { bytes.append(contentsOf: $0) }
        return bytes + chainCode.bytes + key
    }
}
