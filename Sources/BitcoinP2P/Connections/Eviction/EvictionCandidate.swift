/// What speaks for and against keeping an inbound connection.
struct EvictionCandidate: Sendable, Hashable {
    /// The connection.
    var id: PeerID
    /// When it was made, in seconds since 1970.
    var connectedAt: Int64
    /// The fastest answer to a `ping`, in microseconds.
    var minimumPing: Int64 = .max
    /// When the peer last sent a new block, in seconds since 1970; 0 for never.
    var lastBlockTime: Int64 = 0
    /// When the peer last sent an accepted transaction, in seconds since 1970; 0 for never.
    var lastTransactionTime: Int64 = 0
    /// Whether the peer offers what this node wants of peers.
    var hasDesirableServices = false
    /// Whether transactions are relayed to the peer.
    var relaysTransactions = false
    /// Whether the peer has set a bloom filter.
    var hasBloomFilter = false
    /// The group of the peer's address under a secret key, so that nobody can choose one that is protected.
    var keyedGroup: UInt64 = 0
    /// Whether the peer goes before others, since its address is discouraged.
    var isPreferred = false
    /// Whether the peer is at this computer.
    var isLocal = false
    /// The network that it came through; nil if it is in no public one.
    var network: Network?
    /// Whether the user protects it.
    var isProtectedByUser = false
    /// Who made it.
    var kind = ConnectionKind.inbound
}
