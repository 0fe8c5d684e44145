import BitcoinPrimitives

/// Transactions with what they spend of each other, before they are sorted into clusters.
struct ClusterDraft {
    private struct Item {
        let node: MempoolNode
        let txid: Txid
        let worth: FeeWeight
        var parents: Set<Int>
    }

    private var items: [Item] = []
    private var indices: [MempoolNode: Int] = [:]

    /// Takes over a cluster, but for some transactions.
    mutating func add(_ cluster: Cluster, without removed: Set<MempoolNode>) {
        for member in cluster.members where !removed.contains(member.node) {
            let parents = member.parents.compactMap { indices[cluster.members[$0].node] }
            indices[member.node] = items.count
            items.append(
                Item(node: member.node, txid: member.txid, worth: member.worth, parents: Set(parents)))
        }
    }

    /// Takes in a new transaction.
    mutating func add(_ addition: ClusterGraph.Addition, as node: MempoolNode) {
        indices[node] = items.count
        items.append(
            Item(
                node: node, txid: addition.txid, worth: addition.worth,
                parents: Set(addition.parents.compactMap { indices[$0] })))
    }

    /// Notes that one spends another.
    mutating func connect(_ parent: MempoolNode, _ child: MempoolNode) {
        guard let parent = indices[parent], let child = indices[child], parent != child else { return }
        items[child].parents.insert(parent)
    }

    // MARK: Clusters

    /// Sorts the transactions into clusters.
    func clusters(_ limits: ClusterLimits) throws(ClusterTooLarge) -> [Cluster] {
        var groups = UnionFind(count: items.count)
        for (index, item) in items.enumerated() {
            for parent in item.parents { groups.join(index, parent) }
        }
        var members: [Int: [Int]] = [:]
        var order: [Int] = []
        for index in items.indices {
            let group = groups.find(index)
            if members[group] == nil { order.append(group) }
            members[group, default: []].append(index)
        }
        // All sizes first: ordering what is too large anyway would be in vain.
        for indices in members.values {
            let weight = indices.reduce(0) { $0 + items[$1].worth.weight }
            guard limits.allow(count: indices.count, weight: weight) else { throw ClusterTooLarge() }
        }
        return order.map { cluster(of: members[$0] ?? []) }
    }

    private func cluster(of indices: [Int]) -> Cluster {
        var places: [Int: Int] = [:]
        for (place, index) in indices.enumerated() { places[index] = place }
        return Cluster(
            indices.map { index in
                var parents = TransactionSet.empty
                for parent in items[index].parents {
                    if let place = places[parent] { parents.insert(place) }
                }
                let item = items[index]
                return Cluster.Member(
                    node: item.node, txid: item.txid, worth: item.worth, parents: parents)
            })
    }

    // MARK: Trimming

    /// Drops transactions until no cluster is too large, and returns them. The ones of high rates are kept first,
    /// each only if all that it spends is kept, too.
    mutating func trim(_ limits: ClusterLimits) -> [MempoolNode] {
        var groups = UnionFind(count: items.count)
        var sizes = items.map { (count: 1, weight: $0.worth.weight) }
        var waiting = Set(items.indices)
        var kept: Set<Int> = []
        while !waiting.isEmpty {
            let ready = waiting.filter { items[$0].parents.isSubset(of: kept) }
            guard let best = ready.min(by: { precedes($0, $1) }) else { break }
            waiting.remove(best)
            let roots = Set(items[best].parents.map { groups.find($0) })
            var total = sizes[best]
            for root in roots {
                total.count += sizes[root].count
                total.weight += sizes[root].weight
            }
            guard limits.allow(count: total.count, weight: total.weight) else { continue }
            kept.insert(best)
            for root in roots { groups.join(best, root) }
            sizes[groups.find(best)] = total
        }
        let removed = items.indices.filter { !kept.contains($0) }
        guard !removed.isEmpty else { return [] }
        let nodes = removed.map { items[$0].node }
        keep(kept.sorted())
        return nodes
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        let comparison = items[a].worth.compareRate(with: items[b].worth)
        return comparison != 0 ? comparison > 0 : items[a].txid < items[b].txid
    }

    private mutating func keep(_ kept: [Int]) {
        var renumbered: [Int: Int] = [:]
        for (new, old) in kept.enumerated() { renumbered[old] = new }
        items = kept.map { old in
            var item = items[old]
            item.parents = Set(item.parents.compactMap { renumbered[$0] })
            return item
        }
        indices = [:]
        for (index, item) in items.enumerated() { indices[item.node] = index }
    }
}

/// Groups that grow together.
struct UnionFind {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    /// The one that stands for the group.
    mutating func find(_ index: Int) -> Int {
        var root = index
        while parents[root] != root { root = parents[root] }
        var walk = index
        while parents[walk] != root { (walk, parents[walk]) = (parents[walk], root) }
        return root
    }

    /// Makes one group of two.
    mutating func join(_ a: Int, _ b: Int) { parents[find(a)] = find(b) }
}
