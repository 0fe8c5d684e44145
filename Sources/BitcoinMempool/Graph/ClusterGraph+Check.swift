/// Whether the graph is what it should be, for `-checkmempool`.
extension ClusterGraph {
    /// What is wrong with it; nil if nothing is. Takes time for each transaction and each of its relations.
    var problem: String? {
        var memory = 0
        var chunks = 0
        var members = 0
        let keys = Set(order.unordered.lazy.map { ChunkName(cluster: $0.cluster, chunk: $0.chunk) })
        for (number, cluster) in clusters {
            if let problem = cluster.problem(limits) { return "cluster \(number): \(problem)" }
            for (position, member) in cluster.members.enumerated() {
                guard places.indices.contains(member.node.offset), let place = places[member.node.offset],
                    place.cluster == number, place.position == position
                else { return "a transaction of cluster \(number) is not where it should be" }
            }
            for chunk in cluster.chunks.indices
            where !keys.contains(ChunkName(cluster: number, chunk: chunk)) {
                return "a chunk of cluster \(number) is not in the order"
            }
            memory += cluster.memoryUsage
            chunks += cluster.chunks.count
            members += cluster.members.count
        }
        guard memory == memoryUsage else { return "the memory of clusters is miscounted" }
        guard chunks == chunkCount else { return "chunks are miscounted" }
        guard places.lazy.compactMap(\.self).count == members else { return "a place has no transaction" }
        return nil
    }

    private struct ChunkName: Hashable {
        let cluster: UInt64
        let chunk: Int
    }
}

extension Cluster {
    /// What is wrong with it; nil if nothing is.
    func problem(_ limits: ClusterLimits) -> String? {
        let weight = members.reduce(0) { $0 + $1.worth.weight }
        guard limits.allow(count: members.count, weight: weight) else { return "it is too large" }
        for (position, member) in members.enumerated()
        where !member.parents.isSubset(of: TransactionSet(firstOf: position)) {
            return "a transaction is before one that it spends"
        }
        guard isConnected else { return "it is more than one" }
        var end = 0
        var last: FeeWeight?
        for chunk in chunks {
            guard chunk.range.lowerBound == end, !chunk.range.isEmpty else { return "chunks leave gaps" }
            end = chunk.range.upperBound
            guard end <= members.count,
                members[chunk.range].reduce(FeeWeight.zero, { $0 + $1.worth }) == chunk.worth
            else { return "a chunk is not worth what its transactions are" }
            if let last, last.compareRate(with: chunk.worth) < 0 { return "a worse chunk comes first" }
            last = chunk.worth
        }
        return end == members.count ? nil : "a transaction is in no chunk"
    }

    /// Whether each transaction is related to each other one.
    private var isConnected: Bool {
        var reached = TransactionSet(0)
        var count = 0
        while reached.count != count {
            count = reached.count
            for (position, member) in members.enumerated() {
                if reached.contains(position) {
                    reached |= member.parents
                } else if member.parents.intersects(reached) {
                    reached.insert(position)
                }
            }
        }
        return count == members.count
    }
}
