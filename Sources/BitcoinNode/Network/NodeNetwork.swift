import BitcoinP2P

/// The part of the node that deals with peers.
struct NodeNetwork: Sendable {
    /// Makes and keeps connections.
    let connections: ConnectionManager
    /// Talks with the peers.
    let peers: PeerManager
}
