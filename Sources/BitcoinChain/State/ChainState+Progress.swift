import BitcoinPrimitives
import BitcoinSupport

extension ChainState {
    /// Which part of all transactions there are has been verified, about.
    func verificationProgress(at node: BlockNode?) -> Double {
        guard let node else { return 0 }
        let entry = tree[node]
        guard entry.chainTransactionCount > 0 else { return 0 }
        let statistics = configuration.parameters.transactionStatistics
        let now = NodeClock.now
        var time = Int64(entry.header.time)
        let twoHours: Int64 = 2 * 60 * 60
        if abs(now - time) <= twoHours, let bestHeader, tree[bestHeader].height >= entry.height {
            // Near the tip, count blocks: miners set the times, and users want to see 1.0.
            time = now - Int64(tree[bestHeader].height - entry.height) * consensus.targetSpacingSeconds
        }
        let total =
            entry.chainTransactionCount <= statistics.count
            ? Double(statistics.count) + Double(now - statistics.time) * statistics.rate
            : Double(entry.chainTransactionCount) + Double(now - time) * statistics.rate
        return min(Double(entry.chainTransactionCount) / total, 1)
    }

    /// Writes the line by which everybody follows a node.
    func logTip() {
        guard let tip else { return }
        let entry = tree[tip]
        let version = String(UInt32(bitPattern: entry.header.version), radix: 16)
        let padding = String(repeating: "0", count: 8 - version.count)
        let megabytes = Double(coins.memoryUsage) / Double(1 << 20)
        Log.info(
            "UpdateTip: new best=\(entry.hash) height=\(entry.height) version=0x\(padding)\(version) "
                + "log2_work=\(entry.chainWork.log2.fixed(6)) tx=\(entry.chainTransactionCount) "
                + "date='\(ISO8601.dateTime(Int64(entry.header.time)))' "
                + "progress=\(verificationProgress(at: tip).fixed(6)) "
                + "cache=\(megabytes.fixed(1))MiB(\(coins.count)txo)",
            limited: false)
    }
}
