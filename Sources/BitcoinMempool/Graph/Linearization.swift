import BitcoinPrimitives

/// The order in which the transactions of a cluster are best mined, in chunks of falling fee rate.
///
/// A chunk is what is worth mining together: no part of it that could be mined by itself has a higher rate. The
/// chunks are found exactly. The whole set is split at its own rate: the ancestor-closed part that gains the most
/// over that rate comes before the rest, and both parts are split likewise, until nothing gains. So n transactions take
/// fewer than 2n closure problems (see ``BestClosure``), and no fee rate diagram is better anywhere.
///
/// Chunks of before a change that are still whole are taken over. What is new is added to them one by one, parents first:
/// a transaction can neither break nor join a chunk of a rate that is not lower than its own, so only those chunks of lower
/// rate that depend on each other with it are split anew. In the most frequent case there are none.
///
/// What cannot be told apart by rates is ordered as upstream does it: smaller chunks first, then by transaction id.
struct Linearization {
    /// A transaction as the algorithm sees it.
    struct Item {
        let txid: Txid
        let worth: FeeWeight
        /// Its parents in the cluster.
        var parents: TransactionSet
    }

    /// Transactions that are mined together.
    private struct Piece {
        let set: TransactionSet
        let worth: FeeWeight
        /// What it descends from, without itself.
        let needs: TransactionSet
        let lastTxid: Txid
    }

    /// The items in mining order.
    private(set) var order: [Int] = []
    /// How many of them are in each chunk.
    private(set) var chunkCounts: [Int] = []

    private let items: [Item]
    /// Each one's ancestors, with itself.
    private let ancestors: [TransactionSet]

    /// Orders up to 64 transactions, given in any order.
    ///
    /// - Parameter chunks: those of them that were chunks before.
    init(_ items: [Item], chunks: [TransactionSet] = []) {
        self.items = items
        guard items.count > 1 else {
            ancestors = []
            order = Array(items.indices)
            chunkCounts = order.map { _ in 1 }
            return
        }
        ancestors = Self.ancestors(items.map(\.parents))
        var (known, new) = usable(chunks)
        if known.isEmpty {
            var sets: [TransactionSet] = []
            split(new, into: &sets)
            arrange(sets.map(piece))
            return
        }
        var pieces = known.map(piece)
        known = []
        while !new.isEmpty {
            // Whoever has the fewest ancestors left is next; parents have fewer than their children.
            guard let next = new.min(by: { ancestors[$0].count < ancestors[$1].count }) else { break }
            new.remove(next)
            add(next, to: &pieces)
        }
        arrange(pieces)
    }

    // MARK: Chunks of before

    /// The chunks that can be taken over, and all other transactions. A chunk that descends from something that is not
    /// in a chunk cannot.
    private func usable(_ chunks: [TransactionSet]) -> (chunks: [TransactionSet], rest: TransactionSet) {
        var rest = TransactionSet(firstOf: items.count)
        for chunk in chunks { rest -= chunk }
        var usable = chunks
        while true {
            let spoiled = usable.filter { chunk in chunk.contains { ancestors[$0].intersects(rest) } }
            if spoiled.isEmpty { return (usable, rest) }
            usable.removeAll { spoiled.contains($0) }
            for chunk in spoiled { rest |= chunk }
        }
    }

    /// Adds a transaction that nothing descends from yet.
    private func add(_ index: Int, to pieces: inout [Piece]) {
        let worth = items[index].worth
        var affected = TransactionSet(index)
        var related = ancestors[index]
        var left = pieces.indices.filter { pieces[$0].worth.compareRate(with: worth) < 0 }
        // Chunks that are not related to the transaction may be so by way of others.
        while true {
            let found = left.filter {
                pieces[$0].set.intersects(related) || pieces[$0].needs.intersects(affected)
            }
            if found.isEmpty { break }
            left.removeAll { found.contains($0) }
            for place in found {
                affected |= pieces[place].set
                related |= pieces[place].needs | pieces[place].set
            }
        }
        var sets: [TransactionSet] = []
        split(affected, into: &sets)
        pieces.removeAll { $0.set.intersects(affected) }
        pieces += sets.map(piece)
    }

    private func piece(_ set: TransactionSet) -> Piece {
        var worth = FeeWeight.zero
        var needs = TransactionSet.empty
        var last = items[set.first].txid
        for index in set {
            worth += items[index].worth
            needs |= ancestors[index]
            last = max(last, items[index].txid)
        }
        return Piece(set: set, worth: worth, needs: needs - set, lastTxid: last)
    }

    /// Each one's ancestors with itself, from everyone's parents.
    static func ancestors(_ parents: [TransactionSet]) -> [TransactionSet] {
        var result = parents.indices.map { parents[$0] | TransactionSet($0) }
        // Warshall's algorithm, a row at a time.
        for middle in parents.indices {
            for index in parents.indices where result[index].contains(middle) {
                result[index] |= result[middle]
            }
        }
        return result
    }

    // MARK: Chunks

    private func split(_ set: TransactionSet, into pieces: inout [TransactionSet]) {
        if set.count <= 1 {
            if !set.isEmpty { pieces.append(set) }
            return
        }
        var total = FeeWeight.zero
        var largest: UInt64 = 0
        for index in set {
            total += items[index].worth
            largest = max(largest, items[index].worth.fee.satoshis.magnitude)
        }
        largest = max(largest, total.fee.satoshis.magnitude)
        // Gains are differences of products of a fee and a weight, and are added up.
        let bound = Double(largest) * Double(total.weight) * 4
        if bound < Double(Int64.max) {
            split(set, total, Int64.self, into: &pieces)
        } else {
            split(set, total, Int128.self, into: &pieces)
        }
    }

    private func split<Value: FixedWidthInteger & SignedInteger>(
        _ set: TransactionSet, _ total: FeeWeight, _: Value.Type, into pieces: inout [TransactionSet]
    ) {
        var gains = [Value](repeating: 0, count: items.count)
        for index in set {
            let worth = items[index].worth
            gains[index] =
                Value(worth.fee.satoshis) * Value(total.weight) - Value(total.fee.satoshis)
                * Value(worth.weight)
        }
        let closure = BestClosure(set, ancestors: ancestors, gains: gains)
        let best = closure.best
        guard best.isEmpty else {
            split(best, into: &pieces)
            split(set - best, into: &pieces)
            return
        }
        // Parts of the same rate that can do without each other are chunks of their own: those that need each other
        // mutually stay together.
        var needs = [TransactionSet](repeating: .empty, count: items.count)
        for index in set { needs[index] = closure.needs(of: index) }
        var left = set
        while !left.isEmpty {
            let index = left.first
            var piece = TransactionSet.empty
            for other in needs[index] & left where needs[other].contains(index) { piece.insert(other) }
            pieces.append(piece)
            left -= piece
        }
    }

    // MARK: Order

    private mutating func arrange(_ pieces: [Piece]) {
        var chunks = pieces
        var done = TransactionSet.empty
        while !chunks.isEmpty {
            var best: Int?
            for index in chunks.indices where chunks[index].needs.isSubset(of: done) {
                guard let current = best else {
                    best = index
                    continue
                }
                if Self.precedes(
                    chunks[index].worth, chunks[index].lastTxid, chunks[current].worth,
                    chunks[current].lastTxid)
                {
                    best = index
                }
            }
            // There always is one: what chunks need of each other has no cycles.
            guard let best else { return }
            let chunk = chunks.remove(at: best)
            append(chunk.set, &done)
            chunkCounts.append(chunk.set.count)
        }
    }

    /// Appends the transactions of a chunk, parents first, otherwise the best rate first.
    private mutating func append(_ set: TransactionSet, _ done: inout TransactionSet) {
        var left = set
        while !left.isEmpty {
            var best: Int?
            for index in left where items[index].parents.isSubset(of: done) {
                guard let current = best else {
                    best = index
                    continue
                }
                if Self.precedes(
                    items[index].worth, items[index].txid, items[current].worth, items[current].txid)
                {
                    best = index
                }
            }
            guard let best else { return }
            left.remove(best)
            done.insert(best)
            order.append(best)
        }
    }

    /// The higher rate first, then the lower weight, then the lower id.
    private static func precedes(_ a: FeeWeight, _ aTxid: Txid, _ b: FeeWeight, _ bTxid: Txid) -> Bool {
        let comparison = a.compareRate(with: b)
        if comparison != 0 { return comparison > 0 }
        return a.weight != b.weight ? a.weight < b.weight : aTxid < bTxid
    }
}
