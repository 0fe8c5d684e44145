import BitcoinPrimitives
import Testing

@testable import BitcoinP2P

@Suite struct TransactionRequestTests {
    private static let a = PeerID(0)
    private static let b = PeerID(1)
    private static let c = PeerID(2)

    private static func id(_ number: UInt32) -> TransactionID {
        .wtxid(Transaction.sample(number).wtxid)
    }

    private func ids(
        _ tracker: inout TransactionRequestTracker, _ peer: PeerID, _ now: Int64
    ) -> [TransactionID] {
        tracker.requestable(from: peer, now: now).ids
    }

    @Test func asksAfterTheWaitingTimeInTheOrderOfAnnouncements() {
        var tracker = TransactionRequestTracker()
        for number in 0..<5 {
            tracker.announced(Self.id(UInt32(number)), by: Self.a, isPreferred: false, at: 100)
        }
        let early = ids(&tracker, Self.a, 99)
        let late = ids(&tracker, Self.a, 100)
        #expect(early.isEmpty)
        #expect(late == (0..<5).map { Self.id($0) })
    }

    @Test func asksOnePeerAtATimeAndPreferredOnesFirst() {
        var tracker = TransactionRequestTracker()
        let id = Self.id(0)
        tracker.announced(id, by: Self.a, isPreferred: false, at: 0)
        tracker.announced(id, by: Self.b, isPreferred: true, at: 0)
        tracker.announced(id, by: Self.c, isPreferred: false, at: 0)
        let asked = [Self.a, Self.b, Self.c].map { ids(&tracker, $0, 10).count }
        #expect(asked == [0, 1, 0])
        tracker.requested(id.hash, from: Self.b, until: 100)
        #expect(tracker.inFlightCount(of: Self.b) == 1)
        let others = [Self.a, Self.b, Self.c].map { ids(&tracker, $0, 20).count }
        #expect(others == [0, 0, 0])
    }

    @Test func asksTheNextPeerWhenAnAnswerDoesNotCome() {
        var tracker = TransactionRequestTracker()
        let id = Self.id(0)
        tracker.announced(id, by: Self.a, isPreferred: true, at: 0)
        tracker.announced(id, by: Self.b, isPreferred: false, at: 0)
        _ = ids(&tracker, Self.a, 1)
        tracker.requested(id.hash, from: Self.a, until: 100)
        let (asked, expired) = tracker.requestable(from: Self.b, now: 100)
        #expect(asked == [id])
        #expect(expired.map(\.peer) == [Self.a])
        #expect(tracker.inFlightCount(of: Self.a) == 0)
        // Whoever has failed is not asked again.
        #expect(tracker.candidates(for: id.hash) == [Self.b])
    }

    @Test func asksTheNextPeerAfterANotFound() {
        var tracker = TransactionRequestTracker()
        let id = Self.id(0)
        tracker.announced(id, by: Self.a, isPreferred: true, at: 0)
        tracker.announced(id, by: Self.b, isPreferred: false, at: 0)
        _ = ids(&tracker, Self.a, 1)
        tracker.requested(id.hash, from: Self.a, until: 100)
        tracker.responded(id.hash, from: Self.a)
        let asked = ids(&tracker, Self.b, 2)
        #expect(asked == [id])
    }

    @Test func asksTheNextPeerWhenOneHasGone() {
        var tracker = TransactionRequestTracker()
        let id = Self.id(0)
        tracker.announced(id, by: Self.a, isPreferred: true, at: 0)
        tracker.announced(id, by: Self.b, isPreferred: false, at: 0)
        _ = ids(&tracker, Self.a, 1)
        tracker.requested(id.hash, from: Self.a, until: 100)
        tracker.disconnected(Self.a)
        let asked = ids(&tracker, Self.b, 2)
        #expect(asked == [id])
        #expect(tracker.count == 1)
    }

    @Test func forgetsATransactionThatNobodyCanSend() {
        var tracker = TransactionRequestTracker()
        let id = Self.id(0)
        tracker.announced(id, by: Self.a, isPreferred: true, at: 0)
        _ = ids(&tracker, Self.a, 1)
        tracker.requested(id.hash, from: Self.a, until: 100)
        tracker.responded(id.hash, from: Self.a)
        #expect(tracker.count == 0 && tracker.count(of: Self.a) == 0)
    }

    @Test func countsRepeatedAnnouncementsOnce() {
        var tracker = TransactionRequestTracker()
        for _ in 0..<100 { tracker.announced(Self.id(0), by: Self.a, isPreferred: false, at: 0) }
        #expect(tracker.count == 1)
        tracker.forget(Self.id(0).hash)
        #expect(tracker.count == 0)
    }

    @Test func waitsAgainWhenTheClockIsSetBack() {
        var tracker = TransactionRequestTracker()
        tracker.announced(Self.id(0), by: Self.a, isPreferred: false, at: 100)
        let ready = ids(&tracker, Self.a, 200)
        let waiting = ids(&tracker, Self.a, 50)
        let again = ids(&tracker, Self.a, 100)
        #expect([ready.count, waiting.count, again.count] == [1, 0, 1])
    }

    @Test func choosesAmongEqualsByTheKeyAlone() {
        var winners: Set<PeerID> = []
        for key in 0..<40 {
            var tracker = TransactionRequestTracker(key: (UInt64(key), 7))
            for peer in [Self.a, Self.b, Self.c] {
                tracker.announced(Self.id(0), by: peer, isPreferred: false, at: 0)
            }
            let chosen = [Self.a, Self.b, Self.c].filter { !ids(&tracker, $0, 1).isEmpty }
            #expect(chosen.count == 1)
            winners.formUnion(chosen)
        }
        // Nobody can know that he will be the one.
        #expect(winners.count == 3)
    }
}

@Suite struct OrphanageTests {
    private static let a = PeerID(0)
    private static let b = PeerID(1)

    private static func orphan(_ number: UInt32, inputs: Int = 1, bytes: Int = 0) -> Transaction {
        Transaction(
            version: 2,
            inputs: (0..<inputs).map { index in
                TransactionInput(
                    previousOutput: OutPoint(
                        txid: Transaction.sample(number).txid, index: UInt32(index)), sequence: 0)
            },
            outputs: [
                TransactionOutput(
                    value: Amount(satoshis: 1),
                    scriptPubKey: Script([UInt8](repeating: 0x51, count: 1 + bytes)))
            ], lockTime: 0)
    }

    @Test func keepsATransactionUntilItsLastPeerHasGone() {
        var orphanage = Orphanage()
        let orphan = Self.orphan(1)
        let isNew = [Self.a, Self.b].map { orphanage.add(orphan, from: $0) }
        #expect(isNew == [true, false])
        #expect(orphanage.all.first?.peers == [Self.a, Self.b])
        orphanage.remove(Self.a)
        #expect(orphanage.contains(orphan.wtxid))
        orphanage.remove(Self.b)
        #expect(orphanage.count == 0 && orphanage.weight == 0)
    }

    @Test func keepsNoTransactionThatIsTooLarge() {
        var orphanage = Orphanage()
        orphanage.add(Self.orphan(1, bytes: 100_000), from: Self.a)
        #expect(orphanage.count == 0)
    }

    @Test func aFloodOfOnePeerCostsOnlyThatPeer() {
        var orphanage = Orphanage()
        let honest = Self.orphan(1_000_000)
        orphanage.add(honest, from: Self.b)
        for number in 0..<5000 { orphanage.add(Self.orphan(UInt32(number)), from: Self.a) }
        #expect(orphanage.contains(honest.wtxid))
        #expect(orphanage.count <= 3000)
        // Its oldest went.
        #expect(!orphanage.contains(Self.orphan(0).wtxid))
        #expect(orphanage.contains(Self.orphan(4999).wtxid))
    }

    @Test func largeTransactionsOfOnePeerCostOnlyThatPeer() {
        var orphanage = Orphanage()
        let honest = Self.orphan(1_000_000)
        orphanage.add(honest, from: Self.b)
        for number in 0..<50 { orphanage.add(Self.orphan(UInt32(number), bytes: 90_000), from: Self.a) }
        #expect(orphanage.contains(honest.wtxid))
        #expect(orphanage.weight <= 2 * Orphanage.Limits().weightPerPeer)
    }

    @Test func manyInputsCountForMore() {
        var limits = Orphanage.Limits()
        limits.announcements = 10
        var orphanage = Orphanage(limits: limits)
        orphanage.add(Self.orphan(0, inputs: 50), from: Self.a)
        #expect(orphanage.count == 1)
        for number in 1..<6 { orphanage.add(Self.orphan(UInt32(number), inputs: 1), from: Self.a) }
        #expect(!orphanage.contains(Self.orphan(0, inputs: 50).wtxid))
        #expect(orphanage.count == 5)
    }

    @Test func hasChildrenLookedAtWhenTheParentComes() {
        var orphanage = Orphanage()
        let parent = Transaction.sample(9)
        let child = Transaction.spending(parent, fee: 1)
        orphanage.add(child, from: Self.a)
        #expect(!orphanage.hasWork(for: Self.a))
        orphanage.parentArrived(parent)
        #expect(orphanage.hasWork(for: Self.a))
        let work = orphanage.takeWork(for: Self.a)
        #expect(work == child)
        #expect(!orphanage.hasWork(for: Self.a))
        // It stays until it is accepted or refused.
        #expect(orphanage.contains(child.wtxid))
    }

    @Test func findsChildrenOfTheSamePeerOnlyTheLatestFirst() {
        var orphanage = Orphanage()
        let parent = Transaction.sample(9)
        let children = (1...3).map { Transaction.spending(parent, fee: $0) }
        orphanage.add(children[0], from: Self.a)
        orphanage.add(children[1], from: Self.b)
        orphanage.add(children[2], from: Self.a)
        #expect(orphanage.children(of: parent, from: Self.a) == [children[2], children[0]])
    }

    @Test func letsGoOfWhatABlockContainsOrContradicts() {
        var orphanage = Orphanage()
        let parent = Transaction.sample(9)
        orphanage.add(Transaction.spending(parent, fee: 1), from: Self.a)
        let block = Block(
            header: BlockHeader(
                version: 4, previousBlock: .zero, merkleRoot: .zero, time: 0, bits: 0, nonce: 0),
            transactions: [Transaction.spending(parent, fee: 2)])
        orphanage.remove(block)
        #expect(orphanage.count == 0)
    }
}

@Suite struct RelayValueTests {
    @Test func remembersTheLastHashesAndForgetsOldOnes() {
        var filter = RollingBloomFilter(capacity: 1000, falsePositiveBits: 20)
        let hashes = (0..<4000).map { Transaction.sample(UInt32($0)).txid.hash }
        for hash in hashes { filter.insert(hash) }
        #expect(hashes.suffix(1000).allSatisfy { filter.contains($0) })
        #expect(hashes.prefix(1000).count { filter.contains($0) } < 10)
        filter.removeAll()
        #expect(!filter.contains(hashes[3999]))
    }

    @Test func tellsFeeRatesRoundedAndLate() {
        let rates = FeeFilter.Rates(minimum: 1000)
        var filter = FeeFilter()
        let first = filter.tick(rate: 0, minimum: 100, rates: rates, now: 1)
        #expect(first == 100)
        let unchanged = filter.tick(rate: 0, minimum: 100, rates: rates, now: 2)
        #expect(unchanged == nil)
        // A large change comes within five minutes.
        _ = filter.tick(rate: 50_000, minimum: 100, rates: rates, now: 3)
        let later = filter.tick(rate: 50_000, minimum: 100, rates: rates, now: 3 + 4_000_000_000)
        #expect(later.map { abs($0 - 50_000) < 10_000 } == true)
    }

    @Test func keepsTheLastExtraTransactions() {
        var extra = ExtraTransactions(capacity: 3)
        for number in 0..<5 { extra.insert(Transaction.sample(UInt32(number))) }
        #expect(Set(extra.all) == Set((2..<5).map { Transaction.sample(UInt32($0)) }))
        var none = ExtraTransactions(capacity: 0)
        none.insert(Transaction.sample(1))
        #expect(none.all.isEmpty)
    }
}
