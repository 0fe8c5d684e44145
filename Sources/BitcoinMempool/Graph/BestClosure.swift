/// Finds the set of transactions, closed under ancestors, whose gains add up to the most.
///
/// This is the closure problem, solved by a maximum flow: each transaction that gains sends what it gains to those
/// of its ancestors that lose, as much as they can take. Whatever still has something left after that, with all
/// that it needs, is worth having; if nothing has, the best set is the empty one. Because ancestors are given
/// with theirs, flow goes in one step from who gains to who loses, and the nodes are bits of a word.
struct BestClosure<Value: FixedWidthInteger & SignedInteger> {
    private let members: TransactionSet
    private let ancestors: [TransactionSet]
    /// What those that gain have left, and what those that lose can still take, as a negative number.
    private var remaining: [Value]
    private var losers = TransactionSet.empty
    private var gainers = TransactionSet.empty
    /// From whom each loser got something.
    private var givers: [TransactionSet]
    /// How much, by loser and giver.
    private var flow: [Value]

    /// Solves it for some members of a cluster. `ancestors` has each one's ancestors with itself, `gains` is
    /// read for the members only.
    init(_ members: TransactionSet, ancestors: [TransactionSet], gains: [Value]) {
        self.members = members
        self.ancestors = ancestors
        remaining = gains
        givers = Array(repeating: .empty, count: gains.count)
        flow = Array(repeating: 0, count: gains.count * gains.count)
        for index in members {
            if gains[index] > 0 { gainers.insert(index) }
            if gains[index] < 0 { losers.insert(index) }
        }
        for index in gainers { while remaining[index] > 0, augment(from: index) {} }
    }

    /// Those that are worth having with all that they need: the smallest of the best sets.
    var best: TransactionSet {
        var start = TransactionSet.empty
        for index in gainers where remaining[index] > 0 { start.insert(index) }
        return reach(from: start)
    }

    /// What a set of no loss has to have besides `index`, once ``best`` is empty and the gains add up to zero: then
    /// every such set is closed under this.
    func needs(of index: Int) -> TransactionSet { reach(from: TransactionSet(index)) }

    /// All that must come along: the ancestors, and whoever pays for one of them.
    private func reach(from start: TransactionSet) -> TransactionSet {
        var result = TransactionSet.empty
        var waiting = start
        while !waiting.isEmpty {
            let index = waiting.first
            waiting.remove(index)
            if result.contains(index) { continue }
            result.insert(index)
            waiting |= ((ancestors[index] & members) | givers[index]) - result
        }
        return result
    }

    /// Sends something on a shortest way from a gainer to a loser that can take it. False if there is none.
    private mutating func augment(from source: Int) -> Bool {
        var previous = [Int8](repeating: -1, count: remaining.count)
        var seen = TransactionSet(source)
        var layer = TransactionSet(source)
        while !layer.isEmpty {
            var next = TransactionSet.empty
            for gainer in layer {
                for loser in (ancestors[gainer] & losers) - seen {
                    seen.insert(loser)
                    previous[loser] = Int8(gainer)
                    if remaining[loser] < 0 {
                        send(to: loser, previous)
                        return true
                    }
                    // What others sent there they may send elsewhere.
                    for other in givers[loser] - seen {
                        seen.insert(other)
                        previous[other] = Int8(loser)
                        next.insert(other)
                    }
                }
            }
            layer = next
        }
        return false
    }

    private mutating func send(to last: Int, _ previous: [Int8]) {
        var amount = -remaining[last]
        var loser = last
        var source = Int(previous[last])
        while previous[source] >= 0 {
            loser = Int(previous[source])
            amount = min(amount, flow[loser * remaining.count + source])
            source = Int(previous[loser])
        }
        amount = min(amount, remaining[source])

        remaining[last] += amount
        remaining[source] -= amount
        loser = last
        while true {
            let giver = Int(previous[loser])
            flow[loser * remaining.count + giver] += amount
            givers[loser].insert(giver)
            guard previous[giver] >= 0 else { return }
            loser = Int(previous[giver])
            let slot = loser * remaining.count + giver
            flow[slot] -= amount
            if flow[slot] == 0 { givers[loser].remove(giver) }
        }
    }
}
