import BitcoinCrypto
import BitcoinPrimitives

/// A key and the leaf in whose script it signs (BIP371).
public struct TaprootLeafKey: Sendable, Hashable, Comparable {
    /// The X coordinate of the key.
    public let key: Bytes32
    /// The hash of the leaf.
    public let leafHash: Bytes32

    /// A key in a leaf.
    public init(key: Bytes32, leafHash: Bytes32) {
        self.key = key
        self.leafHash = leafHash
    }

    /// By key, then by leaf.
    public static func < (a: Self, b: Self) -> Bool {
        a.key == b.key ? a.leafHash < b.leafHash : a.key < b.key
    }
}

/// An aggregate key of MuSig2, and the leaf that it signs in (BIP373).
public struct MuSigSession: Sendable, Hashable, Comparable {
    /// The 33 bytes of the aggregate key.
    public let aggregateKey: Bytes
    /// The hash of the leaf; zero for the key path.
    public let leafHash: Bytes32

    /// A session.
    public init(aggregateKey: Bytes, leafHash: Bytes32) {
        self.aggregateKey = aggregateKey
        self.leafHash = leafHash
    }

    /// By key, then by leaf.
    public static func < (a: Self, b: Self) -> Bool {
        a.aggregateKey == b.aggregateKey ? a.leafHash < b.leafHash : a.aggregateKey < b.aggregateKey
    }
}
