import BitcoinPrimitives
import BitcoinStorage
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

    /// Which part of the transactions up to the snapshot's block has been verified behind it, about.
    func backgroundProgress(at node: BlockNode?) -> Double {
        guard let node, let target = background?.target, tree[target].chainTransactionCount > 0 else {
            return 0
        }
        return min(
            1, Double(tree[node].chainTransactionCount) / Double(tree[target].chainTransactionCount))
    }

    /// Writes the line by which everybody follows a node.
    func logTip() {
        if let tip { logTip(tip, of: coins, warnings: checkUnknownRules(at: tip)) }
    }

    /// Warns of rules that miners have activated and this version does not know. Returns those that they are about to
    /// activate.
    private func checkUnknownRules(at tip: BlockNode) -> [String] {
        guard !isInitialDownload else { return [] }
        let found = versionBits.unknownActivations(
            at: tree.cursor(tip), parameters: consensus, isTestChain: configuration.parameters.isTestChain)
        return found.compactMap { bit, isActive in
            let text = "Unknown new rules activated (versionbit \(bit))"
            guard isActive else { return text }
            warnings.set(.unknownRulesActivated, text)
            return nil
        }
    }

    /// Writes a line about the last block of a chain.
    func logTip(_ node: BlockNode, of coins: CoinsCache, prefix: String = "", warnings: [String] = []) {
        let entry = tree[node]
        let progress = prefix.isEmpty ? verificationProgress(at: node) : backgroundProgress(at: node)
        let version = String(UInt32(bitPattern: entry.header.version), radix: 16)
        let padding = String(repeating: "0", count: 8 - version.count)
        let megabytes = Double(coins.memoryUsage) / Double(1 << 20)
        Log.info(
            "\(prefix)UpdateTip: new best=\(entry.hash) height=\(entry.height) version=0x\(padding)\(version) "
                + "log2_work=\(entry.chainWork.log2.fixed(6)) tx=\(entry.chainTransactionCount) "
                + "date='\(ISO8601.dateTime(Int64(entry.header.time)))' "
                + "progress=\(progress.fixed(6)) "
                + "cache=\(megabytes.fixed(1))MiB(\(coins.count)txo)"
                + (warnings.isEmpty ? "" : " warning='\(warnings.joined(separator: ", "))'"),
            limited: false)
    }
}
