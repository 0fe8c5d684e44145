/// One transaction is made at a time: each chooses its coins when it is known what the one before has spent.
extension Wallet {
    /// Does what chooses coins, when nobody else does.
    func withSpendingRight<Result: Sendable>(
        _ body: @Sendable (isolated Wallet) async throws -> Result
    ) async throws -> Result {
        if isSpending {
            await withCheckedContinuation { spendersWaiting.append($0) }
        } else {
            isSpending = true
        }
        defer {
            // The right is handed on, not given up, so that nobody comes between.
            if spendersWaiting.isEmpty { isSpending = false } else { spendersWaiting.removeFirst().resume() }
        }
        try requireIntact()
        return try await body(self)
    }
}
