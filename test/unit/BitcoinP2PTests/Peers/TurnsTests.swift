import Testing

@testable import BitcoinP2P

@Suite struct TurnsTests {
    /// Who has the turns, one after the other.
    private func pass(_ turns: inout Turns<Int>, _ count: Int) -> [Int?] {
        (0..<count).map { _ in turns.pass() }
    }

    @Test func belongToOneAtATime() {
        var turns = Turns<Int>()
        var taken = [turns.tryTake(), turns.tryTake()]
        #expect(pass(&turns, 1) == [nil])
        taken.append(turns.tryTake())
        #expect(taken == [true, false, true])
    }

    @Test func goToWhoHasWaitedLongest() {
        var turns = Turns<Int>()
        _ = turns.tryTake()
        for waiter in 0..<3 { turns.wait(waiter, .many) }
        #expect(turns.hasWaiters)
        #expect(pass(&turns, 3) == [0, 1, 2])
        #expect(!turns.hasWaiters)
        // The last one has it still.
        let isFree = turns.tryTake()
        #expect(!isFree)
    }

    @Test func goToTheFewEverySecondTimeHoweverManyOthersWait() {
        var turns = Turns<Int>()
        _ = turns.tryTake()
        for waiter in 0..<100 { turns.wait(waiter, .many) }
        for waiter in 1000..<1003 { turns.wait(waiter, .few) }
        #expect(pass(&turns, 8) == [1000, 0, 1001, 1, 1002, 2, 3, 4])
        // And not oftener, however much the few have to do.
        for waiter in 2000..<2100 { turns.wait(waiter, .few) }
        #expect(pass(&turns, 4) == [2000, 5, 2001, 6])
    }
}
