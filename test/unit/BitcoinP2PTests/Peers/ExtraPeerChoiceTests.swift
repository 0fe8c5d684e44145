import Testing

@testable import BitcoinP2P

@Suite struct ExtraPeerChoiceTests {
    private typealias Candidate = ExtraPeerChoice.Candidate

    @Test func theYoungestBlockRelayPeerGoesUnlessItSentABlockLater() {
        let old = Candidate(id: PeerID(1), lastBlockTime: 100)
        let middle = Candidate(id: PeerID(2), lastBlockTime: 50)
        var young = Candidate(id: PeerID(3), lastBlockTime: 50)
        #expect(ExtraPeerChoice.blockRelay([young, old, middle]) == PeerID(3))
        young.lastBlockTime = 51
        #expect(ExtraPeerChoice.blockRelay([young, old, middle]) == PeerID(2))
        #expect(ExtraPeerChoice.blockRelay([]) == nil)
    }

    @Test func whoAnnouncedLongestAgoGoes() {
        let first = Candidate(id: PeerID(1), lastAnnouncement: 10)
        let second = Candidate(id: PeerID(2), lastAnnouncement: 5)
        let third = Candidate(id: PeerID(3), lastAnnouncement: 5)
        #expect(ExtraPeerChoice.fullRelay([first, second, third]) == PeerID(3))
    }

    @Test func theProtectedStay() {
        let only = Candidate(id: PeerID(1), isProtected: true)
        #expect(ExtraPeerChoice.fullRelay([only]) == nil)
        #expect(
            ExtraPeerChoice.fullRelay([only, Candidate(id: PeerID(0), lastAnnouncement: 99)]) == PeerID(0))
    }
}
