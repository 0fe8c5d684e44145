import BitcoinStorage
import BitcoinSupport

/// What the user wants of the conversation with peers.
public struct PeerOptions: Sendable {
    /// What this node calls itself (BIP14).
    public var userAgent = ClientVersion.userAgent(comments: [])
    /// `-blocksonly`: transactions are neither asked for nor taken.
    public var ignoresTransactions = false
    /// Whether this node listens for peers, and so tells them its address.
    public var isListening = true
    /// `-peertimeout`: for so many seconds nobody is given up.
    public var peerTimeoutSeconds: Int64 = 60
    /// `-blockreconstructionextratxn`: transactions outside of the mempool that are kept for compact blocks.
    public var extraTransactionCount = 100

    /// `-txsendrate`: so many transactions a second are announced to each inbound peer.
    public var transactionsPerSecond = 14.0
    /// `-peerblockfilters`: the filters that are served; nil for none.
    public var filters: BlockFilterIndex?

    /// The usual choices.
    public init() {}
}
