import BitcoinCrypto
import BitcoinPrimitives

/// The 78 bytes of an extended public key, as Base58 writes them (BIP32).
public struct PSBTExtendedKey: Sendable, Hashable {
    /// Version, depth, fingerprint of the parent, index, chain code and key.
    public let bytes: Bytes

    /// How many bytes there are.
    static let size = 78

    /// Takes 78 bytes; nil if they hold no key, or a master key that has a parent.
    public init?(_ bytes: Bytes) {
        guard bytes.count == Self.size, PublicKey(bytes[45..<78].rawSpan) != nil else { return nil }
        let isMaster = bytes[4] == 0
        guard !isMaster || (5..<13).allSatisfy({ bytes[$0] == 0 }) else { return nil }
        self.bytes = bytes
    }

    /// The public key.
    public var publicKey: Bytes { bytes[45..<78] }
    /// The chain code.
    var chainCode: Bytes { bytes[13..<45] }
    /// What makes it the key that it is; the rest only says where it comes from.
    var identity: [Bytes] { [publicKey, chainCode] }
}

extension PSBTExtendedKey: Comparable {
    /// By key, then by chain code.
    public static func < (a: Self, b: Self) -> Bool {
        a.identity.lexicographicallyPrecedes(b.identity)
    }
}
