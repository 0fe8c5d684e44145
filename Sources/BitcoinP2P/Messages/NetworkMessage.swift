import BitcoinPrimitives

/// A message of the peer-to-peer protocol.
public enum NetworkMessage: Sendable, Hashable {
    /// Who the sender is.
    case version(VersionMessage)
    /// The receiver's `version` is accepted.
    case verack
    /// Transactions are announced by wtxid (BIP339).
    case wtxidRelay
    /// Addresses of all networks are understood (BIP155).
    case sendAddressesV2
    /// New blocks are to be announced by their headers (BIP130).
    case sendHeaders
    /// How new blocks are to be announced (BIP152).
    case sendCompact(CompactBlockPreference)
    /// Transactions below this fee rate, in satoshis per 1000 virtual bytes, are not wanted (BIP133).
    case feeFilter(Int64)
    /// Asks for a `pong` with the same number; old nodes send none.
    case ping(UInt64?)
    /// Answers a `ping`; nil if the message was too short for the number.
    case pong(UInt64?)
    /// Addresses as before BIP155.
    case addresses([PeerAddress])
    /// Addresses of all networks (BIP155).
    case addressesV2([PeerAddress])
    /// Asks for addresses.
    case getAddresses
    /// What the sender has.
    case inventory([InventoryItem])
    /// What the sender wants.
    case getData([InventoryItem])
    /// What the sender does not have.
    case notFound([InventoryItem])
    /// Asks for the hashes of blocks.
    case getBlocks(LocatorRequest)
    /// Asks for headers.
    case getHeaders(LocatorRequest)
    /// Headers that follow each other.
    case headers([BlockHeader])
    /// A block.
    case block(Block)
    /// A header with the transactions that a bloom filter matched (BIP37).
    case merkleBlock(MerkleBlock)
    /// A transaction.
    case transaction(Transaction)
    /// Asks for the contents of the mempool (BIP35).
    case mempool
    /// A block in compact form (BIP152).
    case compactBlock(CompactBlock)
    /// Asks for transactions of a block (BIP152).
    case getBlockTransactions(BlockTransactionsRequest)
    /// Transactions of a block (BIP152).
    case blockTransactions(BlockTransactions)
    /// Asks for filters (BIP157).
    case getFilters(BlockFilterRequest)
    /// A filter (BIP157).
    case filter(BlockFilterAnswer)
    /// Asks for filter headers (BIP157).
    case getFilterHeaders(BlockFilterRequest)
    /// Filter headers (BIP157).
    case filterHeaders(FilterHeadersAnswer)
    /// Asks for filter headers at intervals (BIP157).
    case getFilterCheckpoints(FilterCheckpointRequest)
    /// Filter headers at intervals (BIP157).
    case filterCheckpoints(FilterCheckpointAnswer)
    /// Sets a bloom filter (BIP37).
    case loadBloomFilter(BloomFilter)
    /// Adds to a bloom filter (BIP37).
    case addToBloomFilter(Bytes)
    /// Takes back a bloom filter (BIP37).
    case clearBloomFilter
    /// Offers to reconcile transactions (BIP330).
    case sendReconciliation(ReconciliationOffer)
    /// Tells of a feature (BIP434).
    case feature(PeerFeature)
    /// A message whose bytes are at hand: one to send that need not be put together, such as a block from its file.
    /// Received messages are never this.
    case encoded(command: String, payload: Bytes)
    /// A message of a kind that this node does not know.
    case unknown(command: String)
}

extension NetworkMessage {
    /// The name that goes over the wire.
    public var command: String {
        switch self {
        case .version: "version"
        case .verack: "verack"
        case .wtxidRelay: "wtxidrelay"
        case .sendAddressesV2: "sendaddrv2"
        case .sendHeaders: "sendheaders"
        case .sendCompact: "sendcmpct"
        case .feeFilter: "feefilter"
        case .ping: "ping"
        case .pong: "pong"
        case .addresses: "addr"
        case .addressesV2: "addrv2"
        case .getAddresses: "getaddr"
        case .inventory: "inv"
        case .getData: "getdata"
        case .notFound: "notfound"
        case .getBlocks: "getblocks"
        case .getHeaders: "getheaders"
        case .headers: "headers"
        case .block: "block"
        case .merkleBlock: "merkleblock"
        case .transaction: "tx"
        case .mempool: "mempool"
        case .compactBlock: "cmpctblock"
        case .getBlockTransactions: "getblocktxn"
        case .blockTransactions: "blocktxn"
        case .getFilters: "getcfilters"
        case .filter: "cfilter"
        case .getFilterHeaders: "getcfheaders"
        case .filterHeaders: "cfheaders"
        case .getFilterCheckpoints: "getcfcheckpt"
        case .filterCheckpoints: "cfcheckpt"
        case .loadBloomFilter: "filterload"
        case .addToBloomFilter: "filteradd"
        case .clearBloomFilter: "filterclear"
        case .sendReconciliation: "sendtxrcncl"
        case .feature: "feature"
        case .encoded(let command, _), .unknown(let command): command
        }
    }

    /// The names of all messages that are known, in upstream's order: statistics keep the others together.
    public static let knownCommands = [
        "version", "verack", "addr", "addrv2", "sendaddrv2", "inv", "getdata", "merkleblock", "getblocks",
        "getheaders", "tx", "headers", "block", "getaddr", "mempool", "ping", "pong", "notfound",
        "filterload",
        "filteradd", "filterclear", "sendheaders", "feefilter", "sendcmpct", "cmpctblock", "getblocktxn",
        "blocktxn", "getcfilters", "cfilter", "getcfheaders", "cfheaders", "getcfcheckpt", "cfcheckpt",
        "wtxidrelay", "sendtxrcncl", "feature",
    ]
}
