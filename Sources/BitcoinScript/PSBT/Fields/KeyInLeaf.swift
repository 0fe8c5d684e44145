import BitcoinCrypto
import BitcoinPrimitives

/// A key and the leaf of a taproot tree that it signs in.
public struct KeyInLeaf<Key: Sendable & Hashable & Comparable>: Sendable, Hashable, Comparable {
    /// The key.
    public var key: Key
    /// The hash of the leaf; zero for the key path.
    public var leafHash: Bytes32

    /// A key in a leaf.
    public init(key: Key, leafHash: Bytes32) {
        self.key = key
        self.leafHash = leafHash
    }

    /// By key, then by leaf.
    public static func < (a: Self, b: Self) -> Bool {
        a.key == b.key ? a.leafHash < b.leafHash : a.key < b.key
    }
}

/// The X coordinate of a key and the leaf in whose script it signs (BIP371).
public typealias TaprootLeafKey = KeyInLeaf<Bytes32>

/// The 33 bytes of an aggregate key of MuSig2, and the leaf that it signs in (BIP373).
public typealias MuSigSession = KeyInLeaf<Bytes>
