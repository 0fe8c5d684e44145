/// Chooses an inbound connection to end when another peer wants to come in.
///
/// An attacker with many addresses must not be able to push everybody else out. So those are kept that he would have
/// to be better than: by a network group that he cannot choose, by short ways, by useful transactions and blocks, by
/// age and by rarer networks. Of the rest the youngest in the largest group goes. A pure value.
struct Eviction {
    private var candidates: [EvictionCandidate]

    /// The connection to end; nil if all are worth keeping.
    static func choose(among candidates: [EvictionCandidate]) -> PeerID? {
        var eviction = Eviction(
            candidates: candidates.filter { !$0.isProtectedByUser && $0.kind == .inbound })
        eviction.protect(4) { $0.keyedGroup < $1.keyedGroup }
        eviction.protect(8) { $0.minimumPing > $1.minimumPing }
        eviction.protect(4, by: isLessUsefulForTransactions)
        eviction.protect(
            8, where: { !$0.relaysTransactions && $0.hasDesirableServices }, by: isLessUsefulAsBlockRelay)
        eviction.protect(4, by: isLessUsefulForBlocks)
        eviction.protectHalf()
        return eviction.youngestOfLargestGroup()
    }

    /// Takes out the last so many in an order, of them those that fulfil a condition.
    private mutating func protect(
        _ count: Int, where condition: (EvictionCandidate) -> Bool = { _ in true },
        by isBefore: (EvictionCandidate, EvictionCandidate) -> Bool
    ) {
        candidates.sort(by: isBefore)
        let start = candidates.count - min(count, candidates.count)
        candidates = candidates[..<start] + candidates[start...].filter { !condition($0) }
    }

    // MARK: Orders, from the least useful

    private static func isYounger(_ a: EvictionCandidate, _ b: EvictionCandidate) -> Bool {
        a.connectedAt > b.connectedAt
    }

    private static func isLessUsefulForBlocks(_ a: EvictionCandidate, _ b: EvictionCandidate) -> Bool {
        if a.lastBlockTime != b.lastBlockTime { return a.lastBlockTime < b.lastBlockTime }
        if a.hasDesirableServices != b.hasDesirableServices { return b.hasDesirableServices }
        return isYounger(a, b)
    }

    private static func isLessUsefulForTransactions(
        _ a: EvictionCandidate, _ b: EvictionCandidate
    ) -> Bool {
        if a.lastTransactionTime != b.lastTransactionTime {
            return a.lastTransactionTime < b.lastTransactionTime
        }
        if a.relaysTransactions != b.relaysTransactions { return b.relaysTransactions }
        if a.hasBloomFilter != b.hasBloomFilter { return a.hasBloomFilter }
        return isYounger(a, b)
    }

    private static func isLessUsefulAsBlockRelay(_ a: EvictionCandidate, _ b: EvictionCandidate) -> Bool {
        if a.relaysTransactions != b.relaysTransactions { return a.relaysTransactions }
        return isLessUsefulForBlocks(a, b)
    }

    // MARK: By age and network

    /// Peers of which there are few, since they are slower or harder to attack with.
    private struct Minority {
        /// Nil for those at this computer.
        let network: Network?
        var count = 0

        func contains(_ candidate: EvictionCandidate) -> Bool {
            if let network { candidate.network == network } else { candidate.isLocal }
        }
    }

    /// Keeps half of those that are left: up to a quarter by their networks, the others by age.
    private mutating func protectHalf() {
        let total = candidates.count / 2
        var remaining = total / 2
        var minorities = [Network.cjdns, .i2p, nil, .onion].map { network in
            var minority = Minority(network: network)
            minority.count = candidates.count { minority.contains($0) }
            return minority
        }
        // The smallest first, so that what they do not use goes to the others. Sorting keeps equals in order.
        minorities.sort { $0.count < $1.count }
        while remaining > 0 {
            let present = minorities.count { $0.count > 0 }
            guard present > 0 else { break }
            let share = max(remaining / present, 1)
            let before = remaining
            for index in minorities.indices where minorities[index].count > 0 && remaining > 0 {
                let kept = protectOldest(share, of: minorities[index])
                minorities[index].count -= kept
                remaining -= min(kept, remaining)
            }
            guard remaining < before else { break }
        }
        protect(total - (total / 2 - remaining), by: Self.isYounger)
    }

    /// Takes out the oldest of a minority, and says how many they were.
    private mutating func protectOldest(_ count: Int, of minority: Minority) -> Int {
        let before = candidates.count
        protect(count, where: minority.contains) { a, b in
            let (isA, isB) = (minority.contains(a), minority.contains(b))
            return isA != isB ? isB : Self.isYounger(a, b)
        }
        return before - candidates.count
    }

    // MARK: Who goes

    private func youngestOfLargestGroup() -> PeerID? {
        let preferred = candidates.filter(\.isPreferred)
        let groups = Dictionary(grouping: preferred.isEmpty ? candidates : preferred, by: \.keyedGroup)
            .mapValues { $0.sorted(by: Self.isYounger) }
        let largest = groups.values.max { a, b in
            a.count != b.count ? a.count < b.count : a[0].connectedAt < b[0].connectedAt
        }
        return largest?.first?.id
    }
}
