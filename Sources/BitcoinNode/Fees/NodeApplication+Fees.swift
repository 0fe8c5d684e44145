import BitcoinChain
import BitcoinSupport

extension NodeApplication {
    /// Watches the mempool to learn about fees, unless peers' transactions are not wanted (`-blocksonly`).
    func startFeeEstimates(_ node: NodeContext, _ running: inout ShutdownList) {
        guard !arguments.bool("blocksonly", default: false), let chain = node.chain.current else { return }
        let estimates = FeeEstimates(
            path: arguments.dataPath(FeeEstimates.fileName),
            acceptsStale: arguments.bool("acceptstalefeeestimates", default: false))
        chain.events.observe(estimates.observe)
        node.scheduler.every(FeeEstimates.saveInterval) { estimates.save() }
        running.onStop("fee estimates") { estimates.close() }
        node.feeEstimates.set(estimates)
    }
}
