import BitcoinPrimitives

/// The chain as a wallet sees it: where the tip is, what is in a block, what a transaction should pay, and news in
/// order.
public protocol Chain: Sendable {
    /// The block at the tip of the active chain, or `nil` while there is none.
    func getTip() async throws -> BlockRef?

    /// The hash of the block at this height of the active chain, or `nil` above the tip.
    func getBlockHash(height: Int32) async throws -> BlockHash?

    /// What is known of a block, or `nil` if its header is unknown.
    ///
    /// - Parameter includeData: whether to read the block itself from disk.
    func findBlock(_ hash: BlockHash, includeData: Bool) async throws -> FoundBlock?

    /// The highest block that the locator has in common with the active chain.
    func findLocatorFork(_ locator: BlockLocator) async throws -> BlockRef?

    /// Whether the node is still catching up with the network.
    func isInitialBlockDownload() async throws -> Bool

    /// Takes over a transaction of a wallet: checks it, adds it to the mempool, sends it to peers, as the method says.
    ///
    /// - Parameter maximumFee: the transaction is refused if it pays more; zero for no limit.
    func broadcastTransaction(
        _ transaction: Transaction, maximumFee: Amount, method: TransactionBroadcast
    ) async throws -> BroadcastVerdict

    /// What a transaction should pay to be confirmed within a number of blocks.
    func estimateSmartFee(confirmationTarget: Int32, conservative: Bool) async throws -> FeeEstimate

    /// The fee rates below which this node keeps or relays nothing.
    func relayFees() async throws -> RelayFees

    /// Registers for news of the chain and the mempool.
    ///
    /// With a locator, the wallet is first told of every block after the highest one that the locator has in common
    /// with the active chain, so that nothing is missed between what it stored and what it is told; with `nil`, news
    /// begin at the tip. Calls come one after the other, each after the one before has returned: a slow wallet lags
    /// behind, it never holds up the node and never misses anything.
    func handleNotifications(
        _ notifications: any ChainNotifications, since locator: BlockLocator?
    ) async throws -> any Handler

    /// Returns when every notification that was due at the time of the call has been handled.
    func waitForNotifications() async throws
}
