/// What those who talk with peers need of the connections.
public protocol PeerConnections: Sendable {
    /// Sends a message after those that were sent to the peer before. Does nothing if the peer is gone.
    func send(_ message: NetworkMessage, to peer: PeerID)

    /// Whether so little waits to be sent to a peer that more may be: answers are held back where it is too much.
    func hasRoom(for peer: PeerID) -> Bool

    /// Returns as soon as there is room for more to a peer, or the peer is gone. Only for who deals with a message of
    /// this peer: the next one is not delivered meanwhile.
    func waitForRoom(for peer: PeerID) async

    /// Closes a connection.
    func disconnect(_ peer: PeerID)

    /// Punishes a peer for breaking the protocol.
    func misbehaving(_ peer: PeerID, reason: String)

    /// Notes what the conversation with a peer has shown.
    func update(_ peer: PeerID, _ change: (inout PeerFacts) -> Void)

    /// `peer=N` for the log.
    func logName(of peer: PeerID) -> String

    /// Whether a number in an inbound peer's `version` is one that this node has sent.
    func isOwnNonce(_ nonce: UInt64) -> Bool

    /// How the bytes of a connection are wrapped, for the log.
    func transportName(of peer: PeerID) -> String

    /// Makes room for another inbound peer to whom transactions are relayed, if there are too many with it. False if
    /// none may go.
    ///
    /// - Parameter peer: one that must not go.
    func makeRoomForRelay(keeping peer: PeerID?) -> Bool

    /// How many automatic connections there are to be; nil if nodes are not chosen by this node.
    var outboundLimits: OutboundLimits? { get }

    /// Has one more connection made than usual, or no more.
    func tryAnother(_ triesAnother: Bool)

    /// Has someone new asked for headers now and then, from now on.
    func startProbing()

    /// Whether so much was sent today that nothing more may be that can wait (`-maxuploadtarget`). For old blocks
    /// the limit is reached earlier, so that new ones can still be passed on.
    func isUploadLimitReached(forHistory: Bool) -> Bool
}

/// How many automatic connections there are to be.
public struct OutboundLimits: Sendable, Hashable {
    /// Those that relay everything.
    public var fullRelay: Int
    /// Those that relay blocks only.
    public var blockRelay: Int

    /// Limits.
    public init(fullRelay: Int, blockRelay: Int) {
        self.fullRelay = fullRelay
        self.blockRelay = blockRelay
    }
}

extension PeerConnections {
    /// There is room.
    public func makeRoomForRelay(keeping peer: PeerID?) -> Bool { true }
    /// Nodes are not chosen.
    public var outboundLimits: OutboundLimits? { nil }
    /// There is nothing to choose.
    public func tryAnother(_ triesAnother: Bool) {}
    /// There is nothing to choose.
    public func startProbing() {}
}

extension ConnectionManager: PeerConnections {
    /// How many automatic connections there are to be; nil if nodes are not chosen.
    public nonisolated var outboundLimits: OutboundLimits? {
        guard configuration.choosesNodes else { return nil }
        return OutboundLimits(
            fullRelay: configuration.outboundFullRelayLimit, blockRelay: configuration.blockRelayLimit)
    }

    /// Has one more connection made than usual, or no more.
    public nonisolated func tryAnother(_ triesAnother: Bool) {
        wishes.withLock { $0.triesAnother = triesAnother }
    }

    /// Has someone new asked for headers now and then, from now on.
    public nonisolated func startProbing() { wishes.withLock { $0.probesBlockRelay = true } }

    /// Whether so little waits to be sent to a peer that more may be.
    public nonisolated func hasRoom(for peer: PeerID) -> Bool { registry[peer]?.hasRoom ?? true }

    /// Returns as soon as there is room for more to a peer, or the peer is gone.
    public nonisolated func waitForRoom(for peer: PeerID) async { await registry[peer]?.waitForRoom() }

    /// How the bytes of a connection are wrapped, for the log.
    public nonisolated func transportName(of peer: PeerID) -> String {
        (registry[peer]?.transport.kind ?? .v1).rawValue
    }

    /// Whether so much was sent today that nothing more may be that can wait.
    public nonisolated func isUploadLimitReached(forHistory: Bool) -> Bool {
        totals.isUploadTargetReached(historical: forHistory)
    }
}
