import BitcoinPrimitives
import HeapModule

/// Transactions with what they spend of each other, before they are sorted into clusters.
struct ClusterDraft {
    private struct Item {
        let node: MempoolNode
        let txid: Txid
        let worth: FeeWeight
        /// Those that it spends; each may be there more than once.
        var parents: [Int]
        /// The number of the chunk that it was in, if it was in one.
        let chunk: Int?
        /// What that chunk is worth, or itself.
        let chunkWorth: FeeWeight
        /// The one before it in the order of its cluster.
        var predecessor: Int?
        /// Those of its parents of which its cluster did not know.
        var connected: [Int] = []
    }

    private var items: [Item] = []
    private var indices: [MempoolNode: Int] = [:]
    /// How many transactions each chunk had.
    private var chunkSizes: [Int] = []

    /// Takes over a cluster, but for some transactions.
    mutating func add(_ cluster: Cluster, without removed: Set<MempoolNode>) {
        var places = [Int](repeating: -1, count: cluster.members.count)
        var predecessor: Int?
        for chunk in cluster.chunks {
            for position in chunk.range {
                let member = cluster.members[position]
                if removed.contains(member.node) { continue }
                places[position] = items.count
                indices[member.node] = items.count
                // Parents come first in a cluster.
                let parents = member.parents.map { places[$0] }.filter { $0 >= 0 }
                items.append(
                    Item(
                        node: member.node, txid: member.txid, worth: member.worth, parents: parents,
                        chunk: chunkSizes.count, chunkWorth: chunk.worth, predecessor: predecessor))
                predecessor = items.count - 1
            }
            chunkSizes.append(chunk.range.count)
        }
    }

    /// Takes in a new transaction.
    mutating func add(_ addition: ClusterGraph.Addition, as node: MempoolNode) {
        indices[node] = items.count
        items.append(
            Item(
                node: node, txid: addition.txid, worth: addition.worth,
                parents: addition.parents.compactMap { indices[$0] }, chunk: nil, chunkWorth: addition.worth))
    }

    /// Notes that one spends another.
    mutating func connect(_ parent: MempoolNode, _ child: MempoolNode) {
        guard let parent = indices[parent], let child = indices[child], parent != child else { return }
        items[child].parents.append(parent)
        items[child].connected.append(parent)
        // What was a chunk may not be one any more.
        if let chunk = items[child].chunk { chunkSizes[chunk] = 0 }
        if let chunk = items[parent].chunk { chunkSizes[chunk] = 0 }
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
        var chunks: [Int: TransactionSet] = [:]
        let members = indices.enumerated().map { place, index in
            let item = items[index]
            var parents = TransactionSet.empty
            for parent in item.parents {
                if let place = places[parent] { parents.insert(place) }
            }
            if let chunk = item.chunk { chunks[chunk, default: .empty].insert(place) }
            return Cluster.Member(node: item.node, txid: item.txid, worth: item.worth, parents: parents)
        }
        let known = chunks.filter { $0.value.count == chunkSizes[$0.key] }.map(\.value)
        return Cluster(members, known: known)
    }

    // MARK: Trimming

    /// Drops transactions until no cluster is too large, and returns them.
    ///
    /// Where one is, the orders of the clusters that it is made of are merged, the chunk of the highest rate first, as far as
    /// what was connected allows. Whatever makes a cluster too large on the way is dropped, with all that comes after it in
    /// the order of its own cluster: the same that upstream drops.
    mutating func trim(_ limits: ClusterLimits) -> [MempoolNode] {
        var groups = UnionFind(count: items.count)
        for (index, item) in items.enumerated() {
            for parent in item.parents { groups.join(index, parent) }
        }
        var members: [Int: [Int]] = [:]
        for index in items.indices { members[groups.find(index), default: []].append(index) }
        var kept: Set<Int> = []
        for group in members.values {
            let weight = group.reduce(0) { $0 + items[$1].worth.weight }
            if limits.allow(count: group.count, weight: weight) {
                kept.formUnion(group)
            } else {
                merge(group, limits, into: &kept)
            }
        }
        let removed = items.indices.filter { !kept.contains($0) }
        guard !removed.isEmpty else { return [] }
        let nodes = removed.map { items[$0].node }
        keep(kept.sorted())
        return nodes
    }

    /// Takes as many transactions of a group as there is room for.
    private func merge(_ group: [Int], _ limits: ClusterLimits, into kept: inout Set<Int>) {
        var missing: [Int: Int] = [:]
        var followers: [Int: [Int]] = [:]
        var waiting = Heap<Candidate>()
        for index in group {
            let item = items[index]
            let needs = item.connected + (item.predecessor.map { [$0] } ?? [])
            missing[index] = needs.count
            for need in needs { followers[need, default: []].append(index) }
            if needs.isEmpty { waiting.insert(candidate(index)) }
        }
        var partitions = UnionFind(count: items.count)
        var sizes = items.map { (count: 1, weight: $0.worth.weight) }
        while let index = waiting.popMin()?.index {
            let item = items[index]
            let roots = Set(
                (item.connected + (item.predecessor.map { [$0] } ?? [])).map { partitions.find($0) })
            var total = sizes[index]
            for root in roots {
                total.count += sizes[root].count
                total.weight += sizes[root].weight
            }
            guard limits.allow(count: total.count, weight: total.weight) else { continue }
            kept.insert(index)
            for root in roots { partitions.join(index, root) }
            sizes[partitions.find(index)] = total
            for follower in followers[index] ?? [] {
                let left = missing[follower, default: 0] - 1
                missing[follower] = left
                if left == 0 { waiting.insert(candidate(follower)) }
            }
        }
    }

    private func candidate(_ index: Int) -> Candidate {
        Candidate(index: index, worth: items[index].chunkWorth, txid: items[index].txid)
    }

    /// What may be taken next: of the highest chunk rate, then of the smallest chunk.
    private struct Candidate: Comparable {
        let index: Int
        let worth: FeeWeight
        let txid: Txid

        static func < (a: Self, b: Self) -> Bool {
            let comparison = a.worth.compareRate(with: b.worth)
            if comparison != 0 { return comparison > 0 }
            return a.worth.weight != b.worth.weight ? a.worth.weight < b.worth.weight : a.txid < b.txid
        }

        static func == (a: Self, b: Self) -> Bool { a.index == b.index }
    }

    private mutating func keep(_ kept: [Int]) {
        var renumbered: [Int: Int] = [:]
        for (new, old) in kept.enumerated() { renumbered[old] = new }
        items = kept.map { old in
            var item = items[old]
            item.parents = item.parents.compactMap { renumbered[$0] }
            item.connected = item.connected.compactMap { renumbered[$0] }
            item.predecessor = item.predecessor.flatMap { renumbered[$0] }
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
