import BitcoinConsensus
import BitcoinPrimitives

/// Transactions that may be added, and those that would have to go for them. Nothing has happened yet.
public struct MempoolChange: Sendable {
    /// What would be added, each after what it spends.
    public private(set) var additions: [MempoolEntry] = []
    /// What would be removed.
    public private(set) var removals: [MempoolEntry] = []
    private var removedNodes: Set<MempoolNode> = []
    private var plan: ClusterPlan?

    /// No change.
    public init() {}

    /// What the removed transactions pay, as it counts for mining.
    public var removedFees: Amount { removals.reduce(.zero) { $0 + $1.modifiedFee } }
    /// The virtual size of the removed transactions.
    public var removedVirtualSize: Int { removals.reduce(0) { $0 + $1.virtualSize } }

    /// Adds a transaction. Returns it as it counts in a mempool.
    @discardableResult
    public mutating func add(_ entry: MempoolEntry, to mempool: Mempool) -> MempoolEntry {
        var entry = entry
        entry.feeDelta = mempool.feeDeltas[entry.transaction.txid] ?? .zero
        additions.append(entry)
        plan = nil
        return entry
    }

    /// Removes transactions that conflict with the new ones, and all that descends from them. Throws if too many clusters are
    /// concerned (rule 5 of replacement).
    public mutating func remove(conflicts: Set<Txid>, from mempool: Mempool) throws(TooManyReplacements) {
        let roots = conflicts.compactMap { mempool.node($0) }
        let clusters = Set(roots.compactMap { mempool.graph.clusterNumber(of: $0) })
        guard clusters.count <= PolicyLimits.maximumReplacedClusters else {
            throw TooManyReplacements(clusterCount: clusters.count)
        }
        plan = nil
        for root in roots {
            for node in mempool.graph.descendants(of: root) where removedNodes.insert(node).inserted {
                if let entry = mempool[node] { removals.append(entry) }
            }
        }
    }

    /// Whether no cluster would become too large.
    public mutating func keepsLimits(of mempool: Mempool) -> Bool {
        if plan == nil { plan = try? makePlan(mempool) }
        return plan != nil
    }

    private func makePlan(_ mempool: Mempool) throws(ClusterTooLarge) -> ClusterPlan {
        var placeholders: [Txid: MempoolNode] = [:]
        for (index, entry) in additions.enumerated() {
            placeholders[entry.transaction.txid] = ClusterPlan.placeholder(index)
        }
        let nodes = additions.map { entry in
            let txids = Set(entry.transaction.inputs.map(\.previousOutput.txid))
            return ClusterGraph.Addition(
                txid: entry.transaction.txid, worth: entry.worth,
                parents: txids.compactMap { mempool.node($0) ?? placeholders[$0] })
        }
        return try mempool.graph.plan(adding: nodes, removing: removedNodes)
    }

    /// Whether the mempool would be better for miners, whatever the size of their blocks, and nowhere worse. The limits
    /// must be kept.
    public mutating func improvesDiagram(of mempool: Mempool) -> Bool {
        guard keepsLimits(of: mempool), let plan else { return false }
        let (before, after) = mempool.graph.diagrams(of: plan)
        return FeeRateDiagram.improves(after, over: before)
    }

    /// Carries the change out. Returns what was removed; nothing happens if the limits are not kept.
    public mutating func apply(to mempool: inout Mempool) -> [RemovedTransaction] {
        guard keepsLimits(of: mempool), let plan else { return [] }
        return mempool.replace(additions, plan)
    }
}

/// A replacement concerns too many clusters at once.
public struct TooManyReplacements: Error {
    /// How many.
    public let clusterCount: Int
}
