import BitcoinPrimitives

/// Lets miners and template providers make blocks.
///
/// The interface is Bitcoin Core's: same methods, same meanings.
public protocol Mining: Sendable {
    /// Whether the chain exists only for tests.
    func isTestChain() async throws -> Bool

    /// Whether the node is still catching up with the network.
    func isInitialBlockDownload() async throws -> Bool

    /// The block at the tip of the active chain, or `nil` while there is none.
    func getTip() async throws -> BlockRef?

    /// Waits until the tip is another block than `currentTip`, or until the time is over.
    ///
    /// While the node starts it waits for a first tip, however long that takes. Returns the tip at the end of the
    /// wait, or `nil` if the wait was interrupted or the node stops.
    func waitTipChanged(currentTip: BlockHash, timeout: Timeout) async throws -> BlockRef?

    /// Assembles a block.
    ///
    /// With `cooldown` it first waits until the node has caught up with the best header it knows. Returns `nil` if
    /// it was interrupted or the node stops.
    func createNewBlock(options: BlockCreateOptions, cooldown: Bool) async throws -> (any BlockTemplate)?

    /// Tells whether a block would be accepted on top of the current tip.
    func checkBlock(_ block: Block, options: BlockCheckOptions) async throws -> BlockVerdict

    /// Ends every running ``createNewBlock(options:cooldown:)`` and ``waitTipChanged(currentTip:timeout:)``.
    func interrupt() async throws

    /// Validates a complete block, and if it is new and valid, adds it to the chain and announces it.
    ///
    /// A missing witness reserved value of the coinbase is not added.
    func submitBlock(_ block: Block) async throws -> BlockVerdict

    /// The transactions of the mempool with these ids, each in the place of its id; `nil` for one that is not there.
    func getTransactionsByTxID(_ txids: [Txid]) async throws -> [Transaction?]

    /// The transactions of the mempool with these witness ids, each in the place of its id; `nil` for one that is
    /// not there.
    func getTransactionsByWitnessID(_ wtxids: [Wtxid]) async throws -> [Transaction?]
}
