import BitcoinChain
import BitcoinSupport

/// Tells those who wait for it of changes of the mempool, and of what the next block would pay after each.
///
/// All clients that want the same kind of block share one calculation. When changes come faster than they can be
/// looked at, those in between are skipped, so that calculations take but a part of the time there is.
struct MempoolWatch: Sendable {
    let chain: ChainManager
    let monitor: TipMonitor

    /// The pause after a calculation is so many times as long as it took.
    private static let pauseFactor = 4

    /// Watches until the task is cancelled or the chain closed.
    func run(_ notices: AsyncStream<Void>) async {
        for await _ in notices {
            let start = ContinuousClock.now
            monitor.update(mempoolChange: await chain.moment.mempoolChange)
            let kinds = monitor.watchedKinds
            guard !kinds.isEmpty else { continue }
            for kind in kinds { await look(kind) }
            let pause = (ContinuousClock.now - start) * Self.pauseFactor
            guard (try? await Task.sleep(for: pause)) != nil else { return }
        }
    }

    /// Calculates the fees of one kind of block, and tells who waits for them.
    func look(_ kind: BlockAssemblyOptions) async {
        if let fees = await chain.nextBlockFees(kind) { monitor.update(fees, of: kind) }
    }
}
