import BitcoinPrimitives

/// What users see about the conversation with a peer (`getpeerinfo`), besides ``PeerFacts``.
public struct PeerReport: Sendable {
    /// The height of the peer's chain when it connected.
    public var startingHeight: Int32 = -1
    /// The peer's clock less this node's, in seconds.
    public var timeOffset: Int64 = 0
    /// For how long an answer to a `ping` has not come, in microseconds; 0 if none is awaited.
    public var pingWaitMicroseconds: Int64 = 0
    /// The height of the last header in the first phase of headers download; -1 if there is none.
    public var presyncedHeaders = -1
    /// The height of the last header in common; -1 if there is none.
    public var syncedHeaders = -1
    /// The height of the last block in common; -1 if there is none.
    public var syncedBlocks = -1
    /// The heights of the blocks that were asked for.
    public var blocksInFlight: [Int] = []
    /// Whether addresses are passed on to the peer.
    public var isAddressRelayEnabled = false
    /// How many addresses the peer sent that were looked at.
    public var addressesProcessed: UInt64 = 0
    /// How many addresses the peer sent beyond what it may.
    public var addressesRateLimited: UInt64 = 0
    /// The fee rate below which the peer wants no transactions, in satoshis per 1000 virtual bytes.
    public var feeFilter: Int64 = 0
    /// The mempool's sequence number when transactions were last announced.
    public var lastInventorySequence: UInt64 = 0
    /// How many transactions wait to be announced.
    public var inventoryToSend = 0

    /// Nothing known yet.
    public init() {}
}
