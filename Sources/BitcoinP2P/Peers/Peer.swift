import BitcoinChain
import BitcoinPrimitives
import BitcoinSupport
import DequeModule

/// Everything that is known of one peer. Belongs to the ``PeerManager``.
final class Peer {
    /// How it is connected.
    let info: PeerConnectionInfo
    /// What users see, and what decides whether the connection is kept.
    var facts = PeerFacts()
    /// The height that it told in its `version`.
    var startHeight: Int32 = -1
    /// Its clock less this node's, in seconds.
    var timeOffset: Int64 = 0
    /// Set when the connection is being closed: nothing more is said or heard.
    var isDisconnecting = false

    /// The first messages.
    var handshake = VersionHandshake()
    /// Pings and their answers.
    var ping = PingClock()
    /// Headers from the peer.
    var headers = HeaderState()
    /// Whether the peer's chain keeps up.
    var chainSync = ChainSyncTimeout()
    /// Addresses from it and for it.
    var addresses = AddressRelayState(now: NodeClock.nowMicroseconds)
    /// What blocks it has.
    var availability = BlockAvailability()
    /// How blocks are announced to it, and by it.
    var announcements = AnnouncementState()
    /// What is announced to it; nil if it wants no transactions.
    var relay: TransactionRelay?
    /// What it was told about the fees of transactions.
    var feeFilter = FeeFilter()
    /// What it has asked for and has not got yet.
    var wanted: Deque<InventoryItem> = []
    /// When it last announced a block that was better than the tip, in seconds since 1970.
    var lastBlockAnnouncement: Int64 = 0

    init(_ info: PeerConnectionInfo) {
        self.info = info
    }

    var id: PeerID { info.id }
    var isInbound: Bool { info.kind.isInbound }
    var services: ServiceFlags { facts.services }
    /// Whether it serves blocks, at least the last ones.
    var servesBlocks: Bool { !services.isDisjoint(with: [.network, .networkLimited]) }
    /// Whether it serves only the last blocks (BIP159).
    var isLimited: Bool { servesBlocks && !services.contains(.network) }
    /// Whether it serves witnesses (BIP144).
    var servesWitnesses: Bool { services.contains(.witness) }
    /// How it is asked for blocks.
    var blockKind: InventoryItem.Kind { servesWitnesses ? .witnessBlock : .block }

    /// Headers from a peer.
    struct HeaderState {
        /// Headers of a chain that has not shown enough work yet.
        var presync: HeaderPresync?
        /// When headers were last asked for without an answer so far, in microseconds; zero if they were answered.
        var requestedAt: Int64 = 0
        /// Whether headers were asked for from the beginning.
        var hasStarted = false
        /// When the first headers must be there, in microseconds; never once they were.
        var timeout: Int64 = 0
        /// Whether an announced block made this node ask for headers before it was the peer's turn.
        var wasTriggeredByInventory = false
    }

    /// How blocks are announced to a peer, and by it.
    struct AnnouncementState {
        /// The peer wants headers (BIP130).
        var prefersHeaders = false
        /// The peer was told that headers are wanted.
        var sentSendHeaders = false
        /// The peer understands compact blocks (BIP152).
        var providesCompactBlocks = false
        /// The peer wants compact blocks unasked.
        var wantsHighBandwidth = false
        /// Blocks to announce by their headers, if possible.
        var headersQueue: [BlockHash] = []
        /// Blocks to announce by `inv`.
        var inventoryQueue: [BlockHash] = []
        /// When this block is asked for, the peer is told the tip, so that it goes on asking (`getblocks`).
        var continuation: BlockHash?
    }
}
