import BitcoinSupport
import NIOCore
import NIOPosix
import Synchronization

/// Makes, accepts and keeps connections, and carries messages over them.
///
/// In order: ``init(_:)``, ``start(delivering:)``, and at the end ``stop()``. Whoever handles the messages may call
/// ``send(_:to:)``, ``disconnect(_:)``, ``misbehaving(_:reason:)`` and ``update(_:_:)`` from anywhere, without waiting:
/// they take effect in the order of the calls.
public actor ConnectionManager {
    /// What the user wants.
    public nonisolated let configuration: ConnectionConfiguration
    /// How much went over all connections.
    public nonisolated let totals: TrafficTotals

    nonisolated let registry = PeerRegistry()
    nonisolated let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private var handler: (any PeerMessageHandling)?
    private var listeners: [any Channel] = []
    private var conversations: [PeerID: Task<Void, Never>] = [:]
    private var isActive: Bool
    private var isStopping = false

    /// A manager that neither listens nor connects yet.
    public init(_ configuration: ConnectionConfiguration) {
        self.configuration = configuration
        totals = TrafficTotals(limit: configuration.uploadLimitBytes)
        isActive = configuration.startsActive
    }

    // MARK: Messages

    /// Sends a message after those that were sent to the peer before. Does nothing if the peer is gone.
    public nonisolated func send(_ message: NetworkMessage, to peer: PeerID) {
        registry[peer]?.send(message)
    }

    /// Closes a connection. Its peer's messages that wait are not delivered.
    public nonisolated func disconnect(_ peer: PeerID) {
        registry[peer]?.disconnect()
    }

    /// Punishes a peer for breaking the protocol: it is disconnected, and its address discouraged, unless the user
    /// has allowed it more or it is at this computer.
    public nonisolated func misbehaving(_ peer: PeerID, reason: String) {
        Log.debug(.net, "Misbehaving: peer=\(peer)\(reason.isEmpty ? "" : ": " + reason)")
        registry[peer]?.disconnect()
    }

    /// Notes what the conversation with a peer has shown.
    public nonisolated func update(_ peer: PeerID, _ change: (inout PeerFacts) -> Void) {
        registry[peer]?.update(change)
    }

    /// A connection as it was made; nil if it has ended.
    public nonisolated func info(of peer: PeerID) -> PeerConnectionInfo? { registry[peer]?.info }

    /// What was noted about a peer; nil if its connection has ended.
    public nonisolated func facts(of peer: PeerID) -> PeerFacts? { registry[peer]?.facts }

    /// `peer=N` for the log, with the address if the user wants addresses there.
    public nonisolated func logName(of peer: PeerID) -> String { registry[peer]?.logName ?? "peer=\(peer)" }

    /// Whether a number in an inbound peer's `version` is one that this node has sent: it talks to itself.
    public nonisolated func isOwnNonce(_ nonce: UInt64) -> Bool {
        registry.all.contains {
            !$0.info.kind.isInbound && !$0.facts.isHandshakeComplete && $0.info.nonce == nonce
        }
    }
}
