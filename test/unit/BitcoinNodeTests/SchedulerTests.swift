import Synchronization
import Testing

@testable import BitcoinNode

@Suite struct SchedulerTests {
    @Test(.timeLimit(.minutes(1))) func doesThingsWhenTimeIsPutForward() async {
        let scheduler = Scheduler()
        let (calls, call) = AsyncStream.makeStream(of: Int.self)
        scheduler.every(.seconds(3600)) { call.yield(1) }
        scheduler.every(.seconds(7200)) { call.yield(2) }
        var iterator = calls.makeAsyncIterator()
        scheduler.advance(by: .seconds(3600))
        #expect(await iterator.next() == 1)
        // Both are due, each once.
        scheduler.advance(by: .seconds(3600))
        let pair = [await iterator.next(), await iterator.next()]
        #expect(Set(pair) == [1, 2])
        await scheduler.stop()
        call.finish()
        #expect(await iterator.next() == nil)
    }

    @Test(.timeLimit(.minutes(1))) func doesThingsAgainAndAgain() async {
        let scheduler = Scheduler()
        let (calls, call) = AsyncStream.makeStream(of: Void.self)
        scheduler.every(.milliseconds(1)) { call.yield() }
        var iterator = calls.makeAsyncIterator()
        for _ in 0..<3 { #expect(await iterator.next() != nil) }
        await scheduler.stop()
    }

    @Test(.timeLimit(.minutes(1))) func takesAnotherIntervalEachTime() async {
        let scheduler = Scheduler()
        let intervals = Mutex([Duration.seconds(3600), .zero])
        let (calls, call) = AsyncStream.makeStream(of: Void.self)
        scheduler.every(
            { intervals.withLock { $0.isEmpty ? .seconds(3600) : $0.removeFirst() } }, { call.yield() })
        var iterator = calls.makeAsyncIterator()
        scheduler.advance(by: .seconds(3600))
        // The second time comes at once, the third does not.
        for _ in 0..<2 { #expect(await iterator.next() != nil) }
        await scheduler.stop()
        #expect(intervals.withLock { $0.isEmpty })
    }

    @Test(.timeLimit(.minutes(1))) func stopsWhatSleeps() async {
        let scheduler = Scheduler()
        scheduler.every(.seconds(3600)) { Issue.record("too early") }
        await scheduler.stop()
    }
}
