import BitcoinPrimitives

/// How new blocks are to be announced: `sendcmpct` (BIP152).
public struct CompactBlockPreference: Sendable, Hashable {
    /// Whether compact blocks are to be sent unasked.
    public var isHighBandwidth: Bool
    /// The version of compact blocks; only 2, by wtxid, is in use.
    public var version: UInt64

    /// A preference.
    public init(isHighBandwidth: Bool, version: UInt64 = Self.current) {
        self.isHighBandwidth = isHighBandwidth
        self.version = version
    }

    /// Compact blocks by wtxid.
    public static let current: UInt64 = 2
}

/// An offer to reconcile transactions: `sendtxrcncl` (BIP330).
public struct ReconciliationOffer: Sendable, Hashable {
    /// The version of reconciliation.
    public var version: UInt32
    /// The sender's half of the salt.
    public var salt: UInt64

    /// An offer.
    public init(version: UInt32, salt: UInt64) {
        self.version = version
        self.salt = salt
    }
}

/// A feature that the sender has: `feature` (BIP434).
public struct PeerFeature: Sendable, Hashable {
    /// Its name, in any characters; empty if the message was not well formed.
    public var name: Bytes
    /// What is said about it.
    public var data: Bytes

    /// A feature.
    public init(name: Bytes, data: Bytes) {
        self.name = name
        self.data = data
    }
}
