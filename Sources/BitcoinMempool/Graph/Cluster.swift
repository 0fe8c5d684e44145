import BitcoinPrimitives

/// A place in the graph of the mempool: one of its transactions.
public struct MempoolNode: Hashable, Sendable {
    let index: Int32

    init(_ index: Int) { self.index = Int32(index) }

    var offset: Int { Int(index) }
}

/// Transactions that depend on each other, directly or through others, in the order in which they are best mined.
struct Cluster: Sendable {
    /// One of the transactions.
    struct Member: Sendable {
        var node: MempoolNode
        let txid: Txid
        var worth: FeeWeight
        /// The positions of those whose outputs it spends; all are before its own.
        var parents: TransactionSet
    }

    /// Transactions that are worth mining together only.
    struct Chunk: Sendable {
        /// The positions of its transactions.
        let range: Range<Int>
        /// What they pay together, and for what weight.
        let worth: FeeWeight
        /// The weight of this chunk and those right before it that have the same rate.
        let prefixWeight: Int
        /// The highest id, which decides if nothing else does.
        let lastTxid: Txid
    }

    /// In mining order.
    var members: [Member]
    /// In mining order.
    let chunks: [Chunk]

    /// Orders transactions that depend on each other, given in any order; `parents` are indices into `items`, and so is
    /// `known`: the sets of those that have been chunks before, and still have all their members with their fees.
    init(_ items: [Member], known: [TransactionSet] = []) {
        let linearization = Linearization(
            items.map { Linearization.Item(txid: $0.txid, worth: $0.worth, parents: $0.parents) },
            chunks: known)
        let order = linearization.order
        var positions = [Int](repeating: 0, count: items.count)
        for (position, index) in order.enumerated() { positions[index] = position }
        let members = order.map { index in
            var member = items[index]
            var parents = TransactionSet.empty
            for parent in member.parents { parents.insert(positions[parent]) }
            member.parents = parents
            return member
        }
        self.members = members
        var chunks: [Chunk] = []
        var start = 0
        for count in linearization.chunkCounts {
            let range = start..<(start + count)
            let worth = members[range].reduce(FeeWeight.zero) { $0 + $1.worth }
            var prefix = worth.weight
            if let last = chunks.last, last.worth.compareRate(with: worth) <= 0 {
                prefix += last.prefixWeight
            }
            let lastTxid = members[range].reduce(members[start].txid) { max($0, $1.txid) }
            chunks.append(Chunk(range: range, worth: worth, prefixWeight: prefix, lastTxid: lastTxid))
            start += count
        }
        self.chunks = chunks
    }

    /// The memory that it counts for.
    var memoryUsage: Int { MemoryAccounting.cluster(count: members.count, chunks: chunks.count) }

    /// The chunk that a position is in.
    func chunk(at position: Int) -> Int {
        chunks.firstIndex { $0.range.contains(position) } ?? 0
    }

    /// Its ancestors, with itself.
    func ancestors(of position: Int) -> TransactionSet {
        var result = TransactionSet(position)
        for index in stride(from: position, through: 0, by: -1) where result.contains(index) {
            result |= members[index].parents
        }
        return result
    }

    /// Its descendants, with itself.
    func descendants(of position: Int) -> TransactionSet {
        var result = TransactionSet(position)
        for index in position..<members.count where members[index].parents.intersects(result) {
            result.insert(index)
        }
        return result
    }
}
