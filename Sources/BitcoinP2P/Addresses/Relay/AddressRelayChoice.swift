import BitcoinCrypto

/// Chooses the peers to whom an address is passed on: the same ones for a day, so that sending it again and again does
/// not spread it further. A pure value.
struct AddressRelayChoice: Sendable {
    private static let day: UInt64 = 24 * 60 * 60

    private let key: (UInt64, UInt64)

    /// A choice by a secret, so that nobody can tell whom it falls on.
    init(key: (UInt64, UInt64)) { self.key = key }

    /// The peers for an address: two, or one or two if this node does not reach its network itself.
    func peers(for endpoint: NetworkEndpoint, isReachable: Bool, among peers: [PeerID], now: Int64)
        -> [PeerID]
    {
        let hash = Self.hash(endpoint)
        // Each address changes its peers at another time of the day.
        let period = (UInt64(max(0, now)) &+ hash) / Self.day
        var hasher = SipHash(key0: key.0, key1: key.1)
        hasher.update(word: hash)
        hasher.update(word: period)
        let base = hasher
        let count = isReachable || base.finalize() & 1 == 1 ? 2 : 1
        let ranked = peers.map { peer in
            var hasher = hasher
            hasher.update(word: UInt64(bitPattern: peer.rawValue))
            return (rank: hasher.finalize(), peer: peer)
        }
        return ranked.sorted { $0.rank > $1.rank }.prefix(count).map(\.peer)
    }

    private static func hash(_ endpoint: NetworkEndpoint) -> UInt64 {
        var hasher = SipHash(key0: 0, key1: 0)
        hasher.update(byte: endpoint.address.network.rawValue)
        for byte in endpoint.keyBytes { hasher.update(byte: byte) }
        return hasher.finalize()
    }
}
