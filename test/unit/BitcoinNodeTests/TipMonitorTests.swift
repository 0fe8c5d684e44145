import BitcoinChain
import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinNode

@Suite(.timeLimit(.minutes(1))) struct TipMonitorTests {
    private let monitor = TipMonitor()
    private let kind = BlockAssemblyOptions()

    private func block(_ number: UInt8) -> BlockRef {
        BlockRef(hash: hash(number), height: Int32(number))
    }

    private func hash(_ number: UInt8) -> BlockHash {
        BlockHash(Hash256([UInt8](repeating: number, count: 32)) ?? .zero)
    }

    private func fees(_ satoshis: Int64, tip: UInt8 = 1, change: UInt64) -> NextBlockFees {
        NextBlockFees(
            fees: Amount(satoshis: satoshis), moment: TemplateMoment(tip: hash(tip), mempoolChange: change))
    }

    private func wish(minimum: Int64) -> TipMonitor.Wish {
        var wish = TipMonitor.Wish(tipBesides: hash(1))
        wish.fees = (kind, Amount(satoshis: minimum))
        return wish
    }

    private func isFulfilled(_ outcome: TipMonitor.Outcome) -> Bool {
        if case .fulfilled = outcome { true } else { false }
    }

    private func isAnswered(_ wish: TipMonitor.Wish, _ timeout: Timeout) async -> Bool {
        isFulfilled(await monitor.wait(for: wish, timeout))
    }

    private func isEnded(_ outcome: TipMonitor.Outcome) -> Bool {
        if case .ended = outcome { true } else { false }
    }

    @Test func answersAtOnceWhatIsSoAlready() async {
        monitor.update(block(2))
        #expect(await monitor.wait(while: hash(1), timeout: .never)?.hash == hash(2))
    }

    @Test func timeoutAnswersWithTheSameTip() async {
        monitor.update(block(1))
        for timeout in [Duration.zero, .milliseconds(10)] {
            #expect(await monitor.wait(while: hash(1), timeout: .after(timeout))?.hash == hash(1))
        }
    }

    @Test func newTipWakesEveryone() async {
        monitor.update(block(1))
        await withTaskGroup(of: BlockHash?.self) { group in
            for _ in 0..<200 {
                group.addTask { await monitor.wait(while: hash(1), timeout: .never)?.hash }
            }
            monitor.update(block(2))
            for await tip in group { #expect(tip == hash(2)) }
        }
    }

    @Test func feesWakeWhoWantsNoMore() async {
        monitor.update(block(1))
        await monitor.watching(kind) {
            #expect(monitor.watchedKinds == [kind])
            async let modest = monitor.wait(for: wish(minimum: 100), .never)
            async let greedy = monitor.wait(for: wish(minimum: 1000), .after(.milliseconds(200)))
            monitor.update(fees(99, change: 1), of: kind)
            monitor.update(fees(100, change: 2), of: kind)
            let outcomes = (modest: await modest, greedy: await greedy)
            #expect(isFulfilled(outcomes.modest))
            #expect(!isFulfilled(outcomes.greedy))
        }
        #expect(monitor.watchedKinds.isEmpty)
    }

    @Test func feesOfAnotherTipOrOfBeforeDoNotCount() async {
        monitor.update(block(1))
        await monitor.watching(kind) {
            monitor.update(fees(500, tip: 7, change: 1), of: kind)
            #expect(await isAnswered(wish(minimum: 100), .after(.zero)) == false)
            monitor.update(fees(50, change: 5), of: kind)
            monitor.update(fees(500, change: 4), of: kind)
            #expect(await isAnswered(wish(minimum: 100), .after(.zero)) == false)
            monitor.update(fees(500, change: 6), of: kind)
            #expect(await isAnswered(wish(minimum: 100), .never) == true)
        }
        // Nobody keeps what nobody asks for.
        #expect(await isAnswered(wish(minimum: 100), .after(.zero)) == false)
    }

    @Test func changeOfTheMempoolWakes() async {
        monitor.update(block(1))
        monitor.update(mempoolChange: 3)
        var wish = TipMonitor.Wish(tipBesides: hash(1))
        wish.mempoolChangeBesides = 3
        #expect(await isAnswered(wish, .after(.zero)) == false)
        monitor.update(mempoolChange: 4)
        #expect(await isAnswered(wish, .never) == true)
    }

    @Test func interruptionEndsWaitsUnderWay() async {
        monitor.update(block(1))
        let interruption = Interruption()
        let outcome = await withTaskGroup(of: TipMonitor.Outcome?.self) { group in
            group.addTask {
                await interruption.guarding { call in
                    await monitor.wait(for: TipMonitor.Wish(tipBesides: hash(1)), .never, call)
                }
            }
            interruption.interrupt()
            return await group.next() ?? nil
        }
        #expect(outcome.map(isEnded) == true)
    }

    @Test func interruptionThatComesFirstEndsOneWaitOnly() async {
        monitor.update(block(1))
        let interruption = Interruption()
        interruption.interrupt()
        func wait() async -> TipMonitor.Outcome? {
            await interruption.guarding { call in
                await monitor.wait(for: TipMonitor.Wish(tipBesides: hash(1)), .after(.zero), call)
            }
        }
        #expect(await wait().map(isEnded) == true)
        #expect(await wait().map(isEnded) == false)
    }

    @Test func cancellationAndClosingEndWaits() async {
        monitor.update(block(1))
        let task = Task { await monitor.wait(while: hash(1), timeout: .never) }
        task.cancel()
        monitor.update(mempoolChange: 1)
        #expect(await task.value == nil)
        let other = Task { await monitor.wait(while: hash(1), timeout: .never) }
        monitor.close()
        #expect(await other.value == nil)
        #expect(await monitor.wait(while: hash(1), timeout: .never) == nil)
    }

    @Test func clientsThatComeAndGoLeaveFewWaits() async {
        monitor.update(block(1))
        let tasks = (0..<100).map { _ in Task { await monitor.wait(while: hash(1), timeout: .never) } }
        for task in tasks { task.cancel() }
        // All but the last few end without anything happening.
        await withTaskGroup(of: Void.self) { group in
            for task in tasks { group.addTask { _ = await task.value } }
            for _ in 0..<60 { _ = await group.next() }
            monitor.update(mempoolChange: 1)
        }
    }

    @Test func allowanceIsGivenBack() throws {
        let allowance = TemplateAllowance(bytes: 400_000)
        var shares = [try allowance.share(transactionCount: 0), try allowance.share(transactionCount: 4000)]
        #expect(throws: MiningError.self) { try allowance.share(transactionCount: 0) }
        shares.removeLast()
        shares.append(try allowance.share(transactionCount: 100))
        #expect(throws: MiningError.self) { try allowance.share(transactionCount: 8000) }
        #expect(shares.count == 2)
    }

    @Test func longPollIDsAreReadBack() throws {
        let id = LongPollID(tip: hash(3), mempoolChange: 17)
        #expect(try LongPollID("\(id)") == id)
        #expect(try LongPollID("\(hash(3))x") == LongPollID(tip: hash(3), mempoolChange: 0))
        let short = #expect(throws: RPCError.self) { try LongPollID("abc") }
        #expect(short?.message == "longpollid must be of length 64 (not 3, for 'abc')")
        #expect(throws: RPCError.self) { try LongPollID(String(repeating: "z", count: 64)) }
    }
}
