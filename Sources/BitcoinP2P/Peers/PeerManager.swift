import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

/// Talks with the peers: owns what is known of them, takes their messages and answers.
///
/// Runs on the chain's thread, so that what it decides is decided on one state of the chain, and no message waits
/// for a copy of it. One message after the other is dealt with (``Turns``), also while a block is being connected.
/// Rules that can be told without the chain and the other peers are values of their own: ``VersionHandshake``,
/// ``PingClock``, ``HeaderPresync``, ``BlockRequests``, ``BlockReconstruction`` and others.
public actor PeerManager: PeerMessageHandling {
    nonisolated let chain: ChainManager
    nonisolated let parameters: ChainParameters
    nonisolated let connections: any PeerConnections
    nonisolated let options: PeerOptions

    /// What is known about addresses.
    nonisolated let book: AddressBook
    /// When it is next seen to whether there are too many or too few peers, in microseconds of the system's clock.
    var nextExtraPeerCheck: Int64 = 0
    /// When the tip's age is next looked at, in seconds since 1970.
    var nextStaleCheck: Int64 = 0
    /// Whether another peer is sought.
    var triesAnotherPeer = false
    /// Whether someone new is asked for headers now and then.
    var probesBlockRelay = false
    /// To whom addresses are passed on.
    nonisolated let addressChoice = AddressRelayChoice(
        key: (.random(in: .min ... .max), .random(in: .min ... .max)))
    /// What those are answered who ask for addresses.
    var addressAnswers = AddressAnswers()

    var peers: [PeerID: Peer] = [:]
    private var turns = Turns<CheckedContinuation<Void, Never>>()

    /// From whom headers and blocks are downloaded.
    var sources = DownloadSources()
    /// Blocks that were asked for.
    var requests = BlockRequests()
    /// Who announces compact blocks unasked.
    var highBandwidth = HighBandwidthPeers()
    /// Who sent a block that is being checked, and whether it may be punished for it.
    var blockSources: [BlockHash: BlockSource] = [:]
    /// The last block that was announced and is likely to be asked for at once.
    var recentBlock: RecentBlock?
    /// The height up to which blocks were announced before they were checked.
    var fastAnnouncedHeight = -1
    /// The tip that was last announced.
    var announcedTip: BlockNode?
    /// The time of the tip and its height, for those who must not wait for the chain.
    var tipTime: Int64 = 0
    /// When a block was last connected, in seconds since 1970; zero for never.
    var lastTipUpdate: Int64 = 0
    /// For how long a peer may hold up the download, in seconds.
    var stallingTimeout = StallingTimeout()
    /// The block whose announcement last made this node ask another peer for headers.
    var lastInventoryTrigger: BlockHash?
    /// The phase of headers download that was last told of.
    var presyncReport = PresyncReport()

    /// Which transactions are asked for, and which wait for their parents.
    var downloads = TransactionDownloads()
    /// Transactions that wait to be announced.
    var backlog: InventoryBacklog
    /// When transactions are next announced to inbound peers of each network: all at once, so that connecting many
    /// times does not tell when one came.
    var nextInboundAnnouncement: [Network?: Int64] = [:]
    /// What peers are told about fees.
    let feeRates: FeeFilter.Rates
    /// Transactions outside of the mempool that may be in a block.
    var extraTransactions: ExtraTransactions
    /// The time that a test has set, when it was last looked at: what is due by then is done before anything else.
    private var lastMockTime: Int64?

    private var work: Task<Void, Never>?
    private let wakeups: AsyncStream<Void>.Continuation
    private let wakeupStream: AsyncStream<Void>

    /// The chain's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { chain.unownedExecutor }

    /// A manager that knows no peer yet.
    public init(
        chain: ChainManager, connections: any PeerConnections, book: AddressBook = AddressBook(),
        options: PeerOptions = PeerOptions()
    ) {
        self.chain = chain
        self.book = book
        self.connections = connections
        self.options = options
        parameters = chain.configuration.parameters
        backlog = InventoryBacklog(rate: options.transactionsPerSecond)
        feeRates = FeeFilter.Rates(
            minimum: chain.configuration.mempool.incrementalRate.satoshisPerKilobyte)
        extraTransactions = ExtraTransactions(capacity: options.extraTransactionCount)
        (wakeupStream, wakeups) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Who sent a block.
    struct BlockSource {
        let peer: PeerID
        /// False if it came as a compact block, which may be passed on before it is checked (BIP152).
        let isPunishable: Bool
    }

    /// How often all peers are looked at, if nothing else happens.
    static let interval = Duration.milliseconds(100)

    // MARK: Start and stop

    /// Follows the chain and the clock.
    public func start() {
        announcedTip = view.tip
        tipTime = view.tip.map { Int64(view[$0].header.time) } ?? 0
        chain.events.observe { [weak self] event in self?.assumeIsolated { $0.observed(event) } }
        let wakeups = wakeups
        let timer = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                wakeups.yield()
            }
        }
        work = Task { [weak self, wakeupStream] in
            Log.info("msghand thread start")
            for await _ in wakeupStream { await self?.lookAtAll() }
            timer.cancel()
            Log.info("msghand thread exit")
        }
    }

    /// Ends following the clock.
    public func stop() async {
        wakeups.finish()
        await work?.value
    }

    /// Has all peers looked at soon.
    func wake() { wakeups.yield() }

    // MARK: The chain

    /// The chain as it is now. Not to be kept over an `await`.
    var view: ChainView { chain.access.view }

    /// The height from which on blocks have witnesses.
    var segwitHeight: Int { parameters.consensus.activationHeights.segwit }

    // MARK: What connections tell

    /// A connection was made.
    public func connected(_ info: PeerConnectionInfo) async {
        await takeTurn(.many)
        defer { passTurn() }
        let peer = Peer(info)
        peers[info.id] = peer
        if !peer.isInbound { sendVersion(to: peer) }
    }

    /// A message came in.
    public func received(_ message: NetworkMessage, from id: PeerID, at microseconds: Int64) async {
        // Before its turn, it may be gone.
        let kind = turnKind(of: id)
        await takeTurn(kind)
        defer { passTurn() }
        guard let peer = peers[id], !peer.isDisconnecting else { return }
        // What a parent of the peer's has made worth another look comes before what it says next; others get their
        // turns in between.
        while !peer.isDisconnecting, reconsiderOrphan(of: peer) {
            guard turns.hasWaiters else { continue }
            passTurn()
            await takeTurn(kind)
        }
        guard !peer.isDisconnecting else { return }
        if wasClockSet() { tendAll() }
        await handle(message, from: peer, at: microseconds)
        tend(peer)
        // One block in each turn, so that others get theirs, and no more than the peer collects.
        while !peer.wanted.isEmpty, !peer.isDisconnecting {
            if turns.hasWaiters || !connections.hasRoom(for: id) {
                passTurn()
                await connections.waitForRoom(for: id)
                await takeTurn(kind)
            }
            await serve(peer)
        }
    }

    /// A connection has ended.
    public func disconnected(_ id: PeerID) async {
        await takeTurn(.many)
        defer { passTurn() }
        guard let peer = peers.removeValue(forKey: id) else { return }
        peer.isDisconnecting = true
        // That a peer relays blocks only is not to be seen from addresses.
        if !peer.isInbound, peer.info.kind != .blockRelayOnly, peer.handshake.isComplete {
            book.known.connected(peer.info.endpoint)
        }
        sources.remove(id)
        requests.removePeer(id)
        downloads.disconnected(id)
        presyncReport.remove(id)
        Log.debug(.net, "Cleared nodestate for peer=\(id)")
    }

    private func takeTurn(_ kind: Turns<CheckedContinuation<Void, Never>>.Kind) async {
        if turns.tryTake() { return }
        await withCheckedContinuation { turns.wait($0, kind) }
    }

    private func passTurn() { turns.pass()?.resume() }

    private func turnKind(of id: PeerID) -> Turns<CheckedContinuation<Void, Never>>.Kind {
        guard let info = peers[id]?.info else { return .many }
        return info.kind.isInbound && !info.permissions.contains(.noBan) ? .many : .few
    }

    private func lookAtAll() async {
        await takeTurn(.few)
        defer { passTurn() }
        tendAll()
    }

    /// Whether a test has set the clock since the last time.
    private func wasClockSet() -> Bool {
        defer { lastMockTime = NodeClock.mockTime }
        return NodeClock.mockTime != lastMockTime
    }

    private func tendAll() {
        let now = NodeClock.nowMicroseconds
        queueBacklog(now: now)
        for peer in peers.values.sorted(by: { $0.id < $1.id }) { tend(peer) }
        tendExtraPeers()
    }

    // MARK: Doing

    func send(_ message: NetworkMessage, to peer: Peer) {
        guard !peer.isDisconnecting else { return }
        connections.send(message, to: peer.id)
    }

    /// Closes a connection.
    func disconnect(_ peer: Peer) {
        peer.isDisconnecting = true
        connections.disconnect(peer.id)
    }

    /// Closes a connection, and says why to those who follow the network.
    func disconnect(_ peer: Peer, _ reason: String) {
        Log.debug(.net, "\(reason), disconnecting \(connections.logName(of: peer.id))")
        disconnect(peer)
    }

    /// Closes a connection, and says why to everybody.
    func disconnectLoudly(_ peer: Peer, _ reason: String) {
        Log.info("\(reason), disconnecting \(connections.logName(of: peer.id))")
        disconnect(peer)
    }

    /// Has a peer punished for breaking the protocol.
    func misbehaving(_ peer: Peer, _ reason: String) {
        connections.misbehaving(peer.id, reason: reason)
    }

    func update(_ peer: Peer, _ change: (inout PeerFacts) -> Void) {
        change(&peer.facts)
        connections.update(peer.id, change)
    }
}
