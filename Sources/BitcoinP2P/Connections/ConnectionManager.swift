import BitcoinSupport
import NIOCore
import NIOPosix
import Synchronization

/// Makes, accepts and keeps connections, and carries messages over them.
///
/// In order: ``init(_:)``, ``listen()``, ``start(delivering:)``, and at the end ``stop()``. Whoever handles the
/// messages may call ``send(_:to:)``, ``disconnect(_:)``, ``misbehaving(_:reason:)`` and ``update(_:_:)`` from
/// anywhere, without waiting: they take effect in the order of the calls.
public actor ConnectionManager {
    /// What the user wants.
    public nonisolated let configuration: ConnectionConfiguration
    /// How much went over all connections.
    public nonisolated let totals: TrafficTotals
    /// What is known about addresses.
    public nonisolated let book: AddressBook

    nonisolated let registry = PeerRegistry()
    nonisolated let wishes = Mutex(OutboundPlan.Wishes())
    /// Keeps secret which groups of addresses are protected when room is made.
    nonisolated let groupKey = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    nonisolated let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    nonisolated let names: NameLookup
    var handler: (any PeerMessageHandling)?
    var listeners: [any Channel] = []
    var conversations: [PeerID: Task<Void, Never>] = [:]
    var loops: [Task<Void, Never>] = []
    var addedNodes: [AddedNode]
    /// Nodes to be asked for addresses as soon as there is room.
    var fetches: [String] = []
    /// Peers of the last run to connect to again.
    var anchors: [PeerAddress] = []
    var isActive: Bool
    var isStopping = false

    /// A manager that neither listens nor connects yet.
    public init(_ configuration: ConnectionConfiguration, book: AddressBook = AddressBook()) {
        self.configuration = configuration
        self.book = book
        totals = TrafficTotals(limit: configuration.uploadLimitBytes)
        names = NameLookup(
            asksResolver: configuration.looksUpNames && configuration.proxies.forNames == nil,
            defaultPort: configuration.defaultPort,
            reachesCJDNS: configuration.reachesCJDNS)
        isActive = configuration.startsActive
        addedNodes = configuration.addedNodes.map {
            AddedNode(name: $0, usesEncryption: configuration.usesEncryption)
        }
    }

    /// Whether there is to be any traffic.
    public var isNetworkActive: Bool { isActive }

    // MARK: Start and stop

    /// Begins to accept and to make connections.
    public func start(delivering handler: any PeerMessageHandling) {
        self.handler = handler
        Log.info("SetNetworkActive: \(isActive)")
        for listener in listeners {
            listener.setOption(.autoRead, value: true).whenSuccess { listener.read() }
        }
        if configuration.choosesNodes { takeAnchors() }
        run("net") { await $0.watchConnections() }
        if configuration.asksDNSSeeds {
            run("dnsseed") { await $0.askSeeds() }
        } else {
            Log.info("DNS seeding disabled")
        }
        run("addcon") { await $0.keepAddedNodes() }
        if let only = configuration.onlyNodes {
            if !only.isEmpty { run("opencon") { await $0.keepConnected(to: only) } }
        } else {
            run("opencon") { await $0.openConnections() }
        }
        loops.append(Task { await self.keepFiles() })
    }

    /// Runs one of the loops that go on until the end.
    private func run(_ name: String, _ body: @escaping @Sendable (ConnectionManager) async -> Void) {
        loops.append(
            Task {
                Log.info("\(name) thread start")
                await body(self)
                Log.info("\(name) thread exit")
            })
    }

    /// Closes all connections, and waits until their ends are dealt with.
    public func stop() async {
        isStopping = true
        registry.close()
        for loop in loops { loop.cancel() }
        writeFiles()
        for listener in listeners { try? await listener.close() }
        for connection in registry.all {
            Log.debug(.net, "Stopping node, disconnecting \(connection.logName)")
            connection.disconnect()
        }
        for conversation in conversations.values { await conversation.value }
        // Ends attempts to connect, which the loops may be waiting for.
        try? await group.shutdownGracefully()
        for loop in loops { await loop.value }
    }

    /// Switches all traffic on or off (`setnetworkactive`).
    public func setNetworkActive(_ active: Bool) {
        Log.info("SetNetworkActive: \(active)")
        isActive = active
        guard !active else { return }
        for connection in registry.all where !connection.isDisconnecting {
            Log.debug(.net, "Network not active, disconnecting \(connection.logName)")
            connection.disconnect()
        }
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
