import Testing

@testable import BitcoinP2P

@Suite struct EvictionTests {
    /// Peers of which each is in a group of its own, older ones first, and none is better than another by anything
    /// but its age.
    private func candidates(_ count: Int) -> [EvictionCandidate] {
        (0..<count).map { index in
            var candidate = EvictionCandidate(id: PeerID(Int64(index)), connectedAt: Int64(1000 + index))
            candidate.keyedGroup = UInt64(index)
            candidate.network = .ipv4
            return candidate
        }
    }

    /// Whether a peer stays however often somebody has to go.
    private func isKept(_ id: Int, among candidates: [EvictionCandidate]) -> Bool {
        var candidates = candidates
        while let evicted = Eviction.choose(among: candidates) {
            if evicted == PeerID(Int64(id)) { return false }
            candidates.removeAll { $0.id == evicted }
        }
        return true
    }

    @Test func nobodyGoesWhereAllAreWorthKeeping() {
        #expect(Eviction.choose(among: []) == nil)
        #expect(Eviction.choose(among: candidates(16)) == nil)
    }

    @Test func neverEndsWhatTheUserProtectsNorOutboundConnections() {
        var all = candidates(200)
        for index in all.indices {
            if index % 2 == 0 { all[index].isProtectedByUser = true } else { all[index].kind = .manual }
        }
        #expect(Eviction.choose(among: all) == nil)
    }

    @Test func keepsTheFourLargestGroups() {
        let all = candidates(100)
        let kept = (96..<100).filter { isKept($0, among: all) }
        #expect(kept == Array(96..<100))
    }

    @Test func keepsTheEightNearest() {
        var all = candidates(100)
        for index in 50..<58 { all[index].minimumPing = Int64(index) }
        let kept = (50..<58).filter { isKept($0, among: all) }
        #expect(kept == Array(50..<58))
    }

    @Test func keepsTheFourThatSentTransactionsLast() {
        var all = candidates(100)
        for index in 60..<64 { all[index].lastTransactionTime = Int64(5000 + index) }
        let kept = (60..<64).filter { isKept($0, among: all) }
        #expect(kept == Array(60..<64))
    }

    @Test func keepsTheFourThatSentBlocksLast() {
        var all = candidates(100)
        for index in 70..<74 { all[index].lastBlockTime = Int64(5000 + index) }
        let kept = (70..<74).filter { isKept($0, among: all) }
        #expect(kept == Array(70..<74))
    }

    @Test func keepsEightThatRelayOnlyBlocks() {
        var all = candidates(100)
        for index in all.indices { all[index].relaysTransactions = true }
        for index in 80..<88 {
            all[index].relaysTransactions = false
            all[index].hasDesirableServices = true
            all[index].lastBlockTime = 5000
        }
        let kept = (80..<88).filter { isKept($0, among: all) }
        #expect(kept == Array(80..<88))
    }

    @Test func keepsTheOldestHalf() {
        var all = candidates(100)
        // Without their age, one of these would go: they are the largest group.
        for index in 0..<30 { all[index].keyedGroup = 1 }
        #expect(Eviction.choose(among: all).map { $0.rawValue >= 30 } == true)
    }

    @Test(arguments: [Network.onion, .i2p, .cjdns])
    func keepsAFewOfEachRareNetworkHoweverYoungTheyAre(network: Network) {
        var all = candidates(100)
        for index in 90..<94 { all[index].network = network }
        let kept = (90..<94).filter { isKept($0, among: all) }
        #expect(kept == Array(90..<94))
    }

    @Test func theYoungestOfTheLargestGroupGoes() {
        var all = candidates(100)
        for index in 60..<70 { all[index].keyedGroup = 1 }
        #expect(Eviction.choose(among: all) == PeerID(69))
    }

    @Test func theDiscouragedGoFirst() {
        var all = candidates(100)
        all[75].isPreferred = true
        #expect(Eviction.choose(among: all) == PeerID(75))
    }
}
