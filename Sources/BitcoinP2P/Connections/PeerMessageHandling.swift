/// Who talks with the peers. What comes in is delivered here, and answered with
/// ``ConnectionManager/send(_:to:)``.
///
/// The calls about one peer come one after the other: `connected`, any number of `received`, `disconnected`.
/// The next one waits until the last has returned: whoever takes long over a message holds up its sender, since
/// what comes in meanwhile is kept up to `-maxreceivebuffer` and then no more is read. Calls about different peers
/// may overlap.
public protocol PeerMessageHandling: Sendable {
    /// A connection was made. To an outbound peer `version` is to be sent; an inbound one speaks first.
    func connected(_ peer: PeerConnectionInfo) async

    /// A message came in, at a time in microseconds since 1970.
    ///
    /// Messages that are malformed have been logged and dropped before; ``MessageError/misbehaviour(_:)`` and
    /// ``MessageError/disconnect(_:)`` have been dealt with.
    func received(_ message: NetworkMessage, from peer: PeerID, at microseconds: Int64) async

    /// A connection has ended. Nothing more is said about the peer.
    func disconnected(_ peer: PeerID) async

    /// Whether services are all that this node wants of an outbound peer.
    func hasDesirableServices(_ services: ServiceFlags) async -> Bool

    /// What users want to know about the peers.
    func reports() async -> [PeerID: PeerReport]

    /// Sends a `ping` to all peers as soon as possible, by the user's order.
    func pingAll() async
}
