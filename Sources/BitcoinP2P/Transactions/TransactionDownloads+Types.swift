import BitcoinCrypto
import BitcoinPrimitives

/// Where transactions may be already.
public protocol TransactionLookup {
    /// Whether a transaction is there, with whatever witnesses.
    func contains(_ txid: Txid) -> Bool
    /// Whether a transaction is there with just these witnesses.
    func contains(_ wtxid: Wtxid) -> Bool
}

extension TransactionDownloads {
    /// What is known of a peer.
    public struct PeerTraits: Sendable {
        /// Asked without delay.
        public var isPreferred: Bool
        /// Allowed any number of announcements.
        public var hasRelayPermission: Bool
        /// Announces by wtxid.
        public var relaysByWtxid: Bool

        /// Traits.
        public init(isPreferred: Bool, hasRelayPermission: Bool, relaysByWtxid: Bool) {
            self.isPreferred = isPreferred
            self.hasRelayPermission = hasRelayPermission
            self.relaysByWtxid = relaysByWtxid
        }
    }

    /// A parent that pays too little and a child that may pay for both.
    public struct Package: Sendable {
        /// The parent.
        public let parent: Transaction
        /// The child.
        public let child: Transaction
        /// Who sent both.
        public let sender: PeerID

        /// Names the pair whatever the order: for remembering that it was refused.
        var hash: Hash256 {
            let (a, b) = (parent.wtxid.hash, child.wtxid.hash)
            return Hash256(DoubleSHA256.hash(min(a, b).value, max(a, b).value))
        }
    }

    /// What else is to be done about a refused transaction.
    public struct Refusal: Sendable {
        /// Keep it for compact blocks.
        public var isExtra = false
        /// Its parents, which the sender is thereby known to have.
        public var parents: [Txid] = []
        /// What to try next.
        public var package: Package?
    }
}
