import BitcoinInterfaces
import Testing

@testable import BitcoinGUI

@Suite("Traffic and progress")
struct TrafficTests {
    @Test func pointsAreKilobytesPerSecond() {
        var history = TrafficHistory(minutes: 30)
        history.note(received: 1000, sent: 0, at: 0)
        history.note(received: 5000, sent: 9000, at: 100)
        #expect(history.received.isEmpty, "too early")
        history.note(received: 11_000, sent: 20_000, at: 5000)
        #expect(history.received == [2] && history.sent == [4])
        history.note(received: 0, sent: 0, at: 10_000)
        #expect(history.received == [2, 0], "the node was started again")
    }

    @Test func theHistoryIsBounded() {
        var history = TrafficHistory(minutes: 5)
        for point in 0...Int64(TrafficHistory.capacity + 10) {
            history.note(received: 0, sent: 0, at: point * history.interval)
        }
        #expect(history.received.count == TrafficHistory.capacity)
    }

    @Test(arguments: [(UInt64(0), 1.0), (900, 1), (1100, 2), (4900, 5), (5100, 10), (99_000, 100)])
    func theScaleIsTheNextRoundNumber(_ bytesPerSecond: UInt64, _ maximum: Double) {
        var history = TrafficHistory(minutes: 5)
        history.note(received: 0, sent: 0, at: 0)
        history.note(received: bytesPerSecond, sent: 0, at: 1000)
        #expect(history.maximum == maximum)
    }

    @Test func aChainIsDoneWhenItsLastBlockIsYoung() {
        var chain = ChainStatus(
            height: 10, headerHeight: 10, tipTimeSeconds: 10_000, verificationProgress: 1,
            isInitialDownload: false)
        #expect(SyncProgress(chain, now: 10_000 + 5399, blockSpacing: 600).isDone)
        #expect(!SyncProgress(chain, now: 10_000 + 5400, blockSpacing: 600).isDone)
        chain.isInitialDownload = true
        #expect(!SyncProgress(chain, now: 10_000, blockSpacing: 600).isDone)
    }

    @Test func blocksLeftAreKnownOnceHeadersAreAhead() {
        var chain = ChainStatus(height: 10, headerHeight: 10, tipTimeSeconds: 0)
        #expect(SyncProgress(chain, now: 10_000, blockSpacing: 600).blocksLeft == nil)
        chain.headerHeight = 50
        #expect(SyncProgress(chain, now: 10_000, blockSpacing: 600).blocksLeft == 40)
    }

    @Test func thePaceTellsWhenItIsDone() throws {
        var pace = SyncPace()
        pace.note(0.5, at: 0)
        #expect(pace.estimate == nil)
        pace.note(0.6, at: 100)
        let estimate = try #require(pace.estimate)
        #expect(abs(estimate.perHour - 3.6) < 1e-9)
        #expect(abs(estimate.secondsLeft - 400) <= 1)
        pace.note(0.6, at: 10_000)
        #expect(pace.estimate == nil, "old samples count no longer")
    }
}
