import Testing

@testable import BitcoinGUI

@UserInterface
@Suite(.timeLimit(.minutes(1))) struct RoundsTests {
    /// What a round reads.
    @UserInterface
    private final class Source {
        var value = 0
        var read: [Int] = []
        var isHeld = true
    }

    /// The round under way has read already: what has changed since would be missing.
    @Test func whoAsksDuringARoundWaitsForTheNext() async {
        let (source, rounds) = (Source(), Rounds())
        let work: @UserInterface () async -> Void = {
            let seen = source.value
            while source.isHeld { await Task.yield() }
            source.read.append(seen)
        }
        let first = rounds.request(work)
        await Task.yield()
        source.value = 1
        let second = rounds.request(work)
        let third = rounds.request(work)
        source.isHeld = false
        await second.value
        #expect(source.read.last == 1)
        await first.value
        await third.value
        // Both that came meanwhile shared a round.
        #expect(source.read.count <= 2)
        await rounds.request(work).value
        #expect(source.read.count <= 3)
    }
}
