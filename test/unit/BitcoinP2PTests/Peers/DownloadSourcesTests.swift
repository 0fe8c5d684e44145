import Testing

@testable import BitcoinP2P

@Suite("Whom headers are asked from")
struct DownloadSourcesTests {
    private let first = PeerID(1)
    private let second = PeerID(2)
    private let third = PeerID(3)
    private let seconds: Int64 = 1_000_000

    @Test func asksOnePeerAtFirst() {
        var sources = DownloadSources()
        #expect(!sources.isWaiting(besides: first, now: 0))
        sources.asked(first, now: 0)
        #expect(sources.isWaiting(besides: second, now: 1000 * seconds))
        #expect(!sources.isWaiting(besides: first, now: 0))
    }

    @Test func asksAChosenPeerWhenAnotherIsSilentForHalfAMinute() {
        var sources = DownloadSources()
        sources.prefer(second)
        sources.asked(first, now: 0)
        #expect(sources.isWaiting(besides: second, now: 29 * seconds))
        #expect(!sources.isWaiting(besides: second, now: 30 * seconds))
    }

    @Test func waitsForAChosenPeer() {
        var sources = DownloadSources()
        sources.prefer(first)
        sources.prefer(second)
        sources.asked(first, now: 0)
        #expect(sources.isWaiting(besides: second, now: 1000 * seconds))
        #expect(sources.isOnlySource(first))
        sources.remove(first)
        #expect(!sources.isWaiting(besides: second, now: 0))
    }

    @Test func aSilentPeerStaysTheOnlySourceOfItsKind() {
        var sources = DownloadSources()
        sources.prefer(second)
        sources.asked(first, now: 0)
        sources.asked(second, now: 40 * seconds)
        #expect(sources.isOnlySource(first))
        sources.asked(third, now: 50 * seconds)
        #expect(!sources.isOnlySource(first))
        sources.forgetAsking(third)
        #expect(sources.isOnlySource(first))
    }

    @Test func knowsWhetherSomebodyElseIsPreferred() {
        var sources = DownloadSources()
        #expect(!sources.hasPreferred)
        sources.prefer(first)
        #expect(sources.hasPreferred && sources.isPreferred(first) && !sources.isPreferred(second))
        #expect(!sources.hasPreferred(besides: first))
        #expect(sources.hasPreferred(besides: second))
    }
}
