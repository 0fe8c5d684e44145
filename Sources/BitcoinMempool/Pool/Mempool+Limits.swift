import BitcoinPrimitives

/// How the mempool is kept from growing old or large.
extension Mempool {
    /// Removes what is older than a time, with all that descends from it.
    public mutating func expire(before time: Int64) -> [RemovedTransaction] {
        var old: [MempoolNode] = []
        while let first = ages.min, first.time < time {
            ages.removeMin()
            if let node = nodes[first.txid], let entry = self[node], entry.time < time { old.append(node) }
        }
        return old.isEmpty ? [] : removeWithDescendants(old, .expiry)
    }

    /// Removes the worst chunks until the mempool takes no more memory than it may. Returns also the highest rate that
    /// newcomers have to exceed because of it.
    public mutating func trim(to bytes: Int) -> (removed: [RemovedTransaction], rate: FeeRate) {
        var removed: [RemovedTransaction] = []
        var highest = FeeRate.zero
        while memoryUsage > bytes, let (chunk, worth) = graph.worstChunk() {
            let rate = FeeRate(
                satoshisPerKilobyte: worth.feeRate.satoshisPerKilobyte
                    + policy.incrementalRate.satoshisPerKilobyte)
            rollingFee.evicted(rate)
            highest = max(highest, rate)
            removed += remove(chunk, .sizeLimit)
        }
        return (removed, highest)
    }

    /// The lowest rate that is taken now, because of the limit of memory; zero if anything is. What it falls by with time is
    /// kept.
    public mutating func minimumRate(now: Int64) -> FeeRate {
        rollingFee.rate(
            now: now, usage: memoryUsage, limit: policy.maximumBytes, incremental: policy.incrementalRate)
    }
}
