import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import Testing

@Suite("Deployments by version bits (BIP9)")
struct VersionBitsTests {
    private let start: UInt32 = 1_700_000_000
    private let period = 144
    private let signal: Int32 = 0x3000_0000

    private func parameters(_ text: String) throws -> ConsensusParameters {
        var options = ChainOptions()
        try options.addVersionBits(text)
        return ChainParameters.parameters(for: .regtest, options: options).consensus
    }

    /// Adds blocks ten minutes apart; the first `signalling` of them set the deployment's bit.
    private func extend(_ tip: TestEntry?, by count: Int, signalling: Int = 0) -> TestEntry? {
        var tip = tip
        for index in 0..<count {
            let height = tip.map { $0.height + 1 } ?? 0
            let header = BlockHeader(
                version: index < signalling ? signal : 0x2000_0000, previousBlock: .zero, merkleRoot: .zero,
                time: start + UInt32(600 * height), bits: 0x207f_ffff, nonce: 0)
            tip = TestEntry(header, parent: tip)
        }
        return tip
    }

    @Test func aDeploymentStartsLocksInAndBecomesActive() throws {
        let parameters = try parameters("testdummy:\(start + 600):\(Int64.max)")
        var cache = VersionBitsCache<TestEntry>(parameters: parameters)
        #expect(cache.state(of: 0, after: nil, parameters: parameters) == .defined)
        let first = extend(nil, by: period)
        #expect(cache.state(of: 0, after: first?.parent, parameters: parameters) == .defined)
        #expect(cache.state(of: 0, after: first, parameters: parameters) == .started)
        #expect(cache.nextVersion(after: first, parameters: parameters) == signal)

        // One signal too few, then just enough.
        let second = extend(first, by: period, signalling: 107)
        #expect(cache.state(of: 0, after: second, parameters: parameters) == .started)
        let third = extend(second, by: period, signalling: 108)
        #expect(cache.state(of: 0, after: third, parameters: parameters) == .lockedIn)
        #expect(cache.nextVersion(after: third, parameters: parameters) == signal)
        let fourth = try #require(extend(third, by: period))
        #expect(cache.state(of: 0, after: fourth, parameters: parameters) == .active)
        #expect(cache.nextVersion(after: fourth, parameters: parameters) == 0x2000_0000)

        let status = cache.status(of: 0, at: fourth, parameters: parameters)
        #expect(status.current == .lockedIn)
        #expect(status.next == .active)
        #expect(status.since == 3 * period)
        #expect(status.activeSince == 4 * period)
        #expect(status.statistics?.threshold == 0)
        let after = try #require(extend(fourth, by: 10))
        let active = cache.status(of: 0, at: after, parameters: parameters)
        #expect(active.current == .active)
        #expect(active.since == 4 * period)
        #expect(active.statistics == nil)
    }

    @Test func aDeploymentFailsAtItsTimeout() throws {
        let parameters = try parameters("testdummy:\(start + 600):\(start + UInt32(600 * 2 * period))")
        var cache = VersionBitsCache<TestEntry>(parameters: parameters)
        let first = extend(nil, by: 2 * period)
        #expect(cache.state(of: 0, after: first, parameters: parameters) == .started)
        let second = extend(first, by: period, signalling: 10)
        #expect(cache.state(of: 0, after: second, parameters: parameters) == .failed)
        // Enough signals in the period of the timeout still count.
        let other = extend(first, by: period, signalling: 108)
        #expect(cache.state(of: 0, after: other, parameters: parameters) == .lockedIn)
    }

    @Test func activationWaitsForTheMinimumHeight() throws {
        let parameters = try parameters("testdummy:\(start):\(Int64.max):\(5 * period)")
        var cache = VersionBitsCache<TestEntry>(parameters: parameters)
        let locked = extend(extend(nil, by: period), by: period, signalling: period)
        #expect(cache.state(of: 0, after: locked, parameters: parameters) == .lockedIn)
        let waiting = extend(locked, by: 2 * period)
        #expect(cache.state(of: 0, after: waiting, parameters: parameters) == .lockedIn)
        let active = extend(waiting, by: period)
        #expect(cache.state(of: 0, after: active, parameters: parameters) == .active)
    }

    @Test func statisticsCountTheRunningPeriod() throws {
        let parameters = try parameters("testdummy:\(start):\(Int64.max)")
        var cache = VersionBitsCache<TestEntry>(parameters: parameters)
        let tip = try #require(extend(extend(nil, by: period), by: 40, signalling: 3))
        let status = cache.status(of: 0, at: tip, parameters: parameters)
        let statistics = try #require(status.statistics)
        #expect(status.current == .started)
        #expect(statistics.elapsed == 40)
        #expect(statistics.count == 3)
        #expect(statistics.threshold == 108)
        #expect(!statistics.isPossible, "37 blocks did not signal, 36 may")
        #expect(statistics.signalling.prefix(4) == [true, true, true, false])
    }

    @Test func alwaysAndNeverNeedNoBlocks() throws {
        for (time, state) in [(-1, ThresholdState.active), (-2, .failed)] {
            let parameters = try parameters("testdummy:\(time):0")
            var cache = VersionBitsCache<TestEntry>(parameters: parameters)
            let tip = try #require(extend(nil, by: 10))
            #expect(cache.state(of: 0, after: nil, parameters: parameters) == state)
            #expect(cache.status(of: 0, at: tip, parameters: parameters).since == 0)
        }
    }

    @Test func signalsForUnknownRulesAreNoticed() throws {
        let parameters = try parameters("testdummy:-2:0")
        var cache = VersionBitsCache<TestEntry>(parameters: parameters)
        var tip: TestEntry?
        for height in 0..<4 * period {
            let header = BlockHeader(
                version: 0x2000_0008, previousBlock: .zero, merkleRoot: .zero,
                time: start + UInt32(600 * height), bits: 0x207f_ffff, nonce: 0)
            tip = TestEntry(header, parent: tip)
        }
        let found = cache.unknownActivations(
            at: try #require(tip), parameters: parameters, isTestChain: true)
        #expect(found.map(\.bit) == [3])
        #expect(found.map(\.isActive) == [true])
    }
}
