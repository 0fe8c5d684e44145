import BitcoinPrimitives

/// A block that waits for its proof of work.
public protocol BlockTemplate: Sendable {
    /// The header, with a nonce of zero.
    func getBlockHeader() async throws -> BlockHeader

    /// The block. Its coinbase is a placeholder that is not to be used: see ``getCoinbaseTx()``.
    func getBlock() async throws -> Block

    /// The fee of each transaction after the coinbase.
    func getTxFees() async throws -> [Amount]

    /// The signature operation cost of each transaction after the coinbase.
    func getTxSigops() async throws -> [Int64]

    /// What the node asks of the coinbase transaction.
    func getCoinbaseTx() async throws -> CoinbaseTx

    /// The hashes that lead from the coinbase transaction to the merkle root, the deepest first.
    func getCoinbaseMerklePath() async throws -> [Hash256]

    /// Completes the template with these values and a complete coinbase transaction, and submits the block. Without a
    /// coinbase transaction it is refused.
    func submitSolution(
        version: UInt32, timestamp: UInt32, nonce: UInt32, coinbase: Transaction?
    ) async throws -> BlockVerdict

    /// The submission of clients older than the current schema: always an error.
    func submitSolutionOld7(
        version: UInt32, timestamp: UInt32, nonce: UInt32, coinbase: Transaction?
    ) async throws -> Bool

    /// Waits for a template that pays more, or for a new tip.
    ///
    /// Returns `nil` if the time is over, the wait was interrupted or the node stops.
    func waitNext(options: BlockWaitOptions) async throws -> (any BlockTemplate)?

    /// Ends a running ``waitNext(options:)``.
    func interruptWait() async throws
}

extension BlockTemplate {
    /// Tells the client that it is too old.
    public func submitSolutionOld7(
        version: UInt32, timestamp: UInt32, nonce: UInt32, coinbase: Transaction?
    ) async throws -> Bool {
        throw OutdatedClient(method: "Old submitSolution (@7)")
    }
}
