/// The peers that announce blocks as compact blocks without being asked (BIP152): the last three that gave us
/// a block first, one of them outbound if any was.
public struct HighBandwidthPeers: Sendable {
    /// How many there are at most.
    public static let maximumCount = 3

    /// What is to be said to peers.
    public struct Change: Sendable, Hashable {
        /// Who is to announce compact blocks from now on.
        public var start: PeerID?
        /// Who no longer is.
        public var stop: PeerID?
    }

    private var peers: [PeerID] = []

    /// None.
    public init() {}

    /// Notes that a peer gave us a block first.
    public mutating func delivered(
        _ peer: PeerID, isInbound: Bool, isOutbound: (PeerID) -> Bool
    ) -> Change {
        if let index = peers.firstIndex(of: peer) {
            peers.remove(at: index)
            peers.append(peer)
            return Change()
        }
        if isInbound, peers.count >= Self.maximumCount, peers.count(where: isOutbound) == 1,
            let first = peers.first, isOutbound(first)
        {
            // The last outbound one stays.
            peers.swapAt(0, 1)
        }
        peers.append(peer)
        guard peers.count > Self.maximumCount else { return Change(start: peer) }
        return Change(start: peer, stop: peers.removeFirst())
    }

}
