import BitcoinPrimitives

/// How large a cluster may be.
public struct ClusterLimits: Sendable, Equatable {
    /// The number of its transactions, at most 64.
    public var count: Int
    /// The virtual size of its transactions together.
    public var virtualSize: Int

    /// No cluster can be larger.
    public static let maximumCount = 64

    /// Limits.
    public init(count: Int = 64, virtualSize: Int = 101_000) {
        self.count = count
        self.virtualSize = virtualSize
    }

    func allow(count: Int, weight: Int) -> Bool { count <= self.count && weight <= virtualSize * 4 }
}

/// A cluster would be larger than the limits allow.
struct ClusterTooLarge: Error {}

/// How the graph would look after a change, as far as it would look different.
struct ClusterPlan: Sendable {
    /// The numbers of the clusters that would go.
    let replaced: Set<UInt64>
    /// The transactions that would go.
    let removed: [MempoolNode]
    /// How many transactions are added.
    let additionCount: Int
    /// The clusters that would come. Nodes of added transactions are placeholders.
    let clusters: [Cluster]

    /// A placeholder for the node of an added transaction.
    static func placeholder(_ index: Int) -> MempoolNode { MempoolNode(-1 - index) }

    /// Which added transaction a placeholder stands for.
    static func additionIndex(_ node: MempoolNode) -> Int? { node.index < 0 ? -1 - node.offset : nil }
}

extension ClusterGraph {
    /// A transaction that is to be added.
    struct Addition {
        let txid: Txid
        let worth: FeeWeight
        /// Those that it spends: nodes of the graph, or placeholders of additions before it.
        let parents: [MempoolNode]
    }

    /// Plans to add transactions and to remove others.
    func plan(adding additions: [Addition], removing removed: Set<MempoolNode>) throws(ClusterTooLarge)
        -> ClusterPlan
    {
        var affected: Set<UInt64> = []
        for node in removed {
            if let number = clusterNumber(of: node) { affected.insert(number) }
        }
        for parent in additions.lazy.flatMap(\.parents) where ClusterPlan.additionIndex(parent) == nil {
            if let number = clusterNumber(of: parent) { affected.insert(number) }
        }
        var draft = ClusterDraft()
        for number in affected.sorted() {
            if let cluster = clusters[number] { draft.add(cluster, without: removed) }
        }
        for (index, addition) in additions.enumerated() {
            draft.add(addition, as: ClusterPlan.placeholder(index))
        }
        return ClusterPlan(
            replaced: affected, removed: Array(removed), additionCount: additions.count,
            clusters: try draft.clusters(limits))
    }

    /// Plans to change fees in some clusters.
    func plan(replacing numbers: Set<UInt64>, changing fees: [MempoolNode: Amount]) -> ClusterPlan {
        let clusters = numbers.sorted().compactMap { self.clusters[$0] }.map { cluster in
            var members = cluster.members
            var changed = TransactionSet.empty
            for index in members.indices {
                guard let fee = fees[members[index].node] else { continue }
                members[index].worth.fee = fee
                changed.insert(index)
            }
            let chunks = cluster.chunks.map { TransactionSet($0.range) }
            return Cluster(members, known: chunks.filter { !$0.intersects(changed) })
        }
        return ClusterPlan(replaced: numbers, removed: [], additionCount: 0, clusters: clusters)
    }

    /// The chunks that the affected clusters have now, and those that they would have, each the best first.
    func diagrams(of plan: ClusterPlan) -> (before: [FeeWeight], after: [FeeWeight]) {
        let before = plan.replaced.compactMap { clusters[$0] }.flatMap(\.chunks).map(\.worth)
        let after = plan.clusters.flatMap(\.chunks).map(\.worth)
        return (
            before.sorted { $0.compareRate(with: $1) > 0 }, after.sorted { $0.compareRate(with: $1) > 0 }
        )
    }

    /// Notes that transactions spend others, which was not known when they were added: these were in blocks then. Where a
    /// cluster becomes too large, the worst transactions, and what spends them, go; they are returned.
    mutating func connect(_ dependencies: [(parent: MempoolNode, child: MempoolNode)]) -> [MempoolNode] {
        var affected: Set<UInt64> = []
        for (parent, child) in dependencies {
            for node in [parent, child] {
                if let number = clusterNumber(of: node) { affected.insert(number) }
            }
        }
        var draft = ClusterDraft()
        for number in affected.sorted() {
            if let cluster = clusters[number] { draft.add(cluster, without: []) }
        }
        for (parent, child) in dependencies { draft.connect(parent, child) }
        let removed = draft.trim(limits)
        guard let clusters = try? draft.clusters(limits) else { return [] }
        carryOut(
            ClusterPlan(replaced: affected, removed: removed, additionCount: 0, clusters: clusters))
        return removed
    }
}
