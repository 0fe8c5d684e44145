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

    /// Blocks of the active chain from a height on, one after the other: as many as are asked for, or fewer where they are
    /// long or the chain ends. There are none above the tip.
    func getBlocks(from start: Int32, maximumCount: Int32) async throws -> [ChainBlock]

    /// The highest block that the locator has in common with the active chain.
    func findLocatorFork(_ locator: BlockLocator) async throws -> BlockRef?

    /// A locator that begins with this block, or `nil` if its header is unknown.
    func getLocator(_ hash: BlockHash) async throws -> BlockLocator?

    /// The first block of the active chain, from a height on, whose time or that of an earlier one is at least this; `nil`
    /// if there is none yet.
    ///
    /// - Parameter timeSeconds: in seconds since 1970.
    func findFirstBlock(timeSeconds: Int64, minimumHeight: Int32) async throws -> BlockRef?

    /// The heights of those blocks of the active chain whose filters match any of the scripts (BIP 158), from one height to
    /// another; `nil` if this node has no filters of them.
    func findMatchingBlocks(from start: Int32, to end: Int32, scripts: [Script]) async throws -> [Int32]?

    /// The highest block of the active chain, from one height to another, that is not on disk; `nil` if all are.
    func findMissingBlock(from start: Int32, to end: Int32) async throws -> MissingBlock?

    /// Which part of all transactions up to now a block and those before it have, about: from 0 to 1.
    func guessVerificationProgress(_ hash: BlockHash) async throws -> Double

    /// The outputs that these refer to, in the same order: of the mempool, or of the active chain and spent by no block of it.
    func findCoins(_ coins: [OutPoint]) async throws -> [TransactionOutput?]

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

    /// How transactions hang together with others of the mempool, in the same order.
    func getMempoolRelations(_ txids: [Txid]) async throws -> [MempoolRelations]

    /// What a transaction that spends each of these coins would have to pay on top so that the coin's unconfirmed ancestors
    /// are mined at its fee rate, in the same order; zero for coins that are confirmed.
    func calculateBumpFees(_ coins: [OutPoint], feeRate: FeeRate) async throws -> [Amount]

    /// The same for a transaction that spends all of them, where shared ancestors count once.
    func calculateCombinedBumpFee(_ coins: [OutPoint], feeRate: FeeRate) async throws -> Amount

    /// How many transactions of the mempool may hang together.
    func getPackageLimits() async throws -> PackageLimits

    /// Why the mempool would not take a transaction because of the unconfirmed ones that it depends on; `nil` if it would.
    func checkChainLimits(_ transaction: Transaction) async throws -> String?

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

    /// Tells a receiver of every transaction of the mempool, as if each had just entered it, and returns when all are told.
    func requestMempoolTransactions(_ notifications: any ChainNotifications) async throws

    /// Has the node run the command of its `-walletnotify` for a transaction that has changed: a wallet process may not run
    /// programs itself.
    func notifyUser(of notice: WalletNotice) async throws

    /// The wallets that were loaded when this process was last lost, in the order of loading; `nil` if it was not.
    func getLoadedWallets() async throws -> [String]?

    /// Has the node remember which wallets are loaded, for the case that this process is lost.
    func setLoadedWallets(_ names: [String]) async throws

    /// Has the node remember across restarts whether a wallet is to be loaded at start.
    ///
    /// - Returns: false if the node keeps no settings.
    func setLoadOnStartup(wallet: String, loads: Bool) async throws -> Bool
}
