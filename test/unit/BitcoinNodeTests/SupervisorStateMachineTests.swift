import Testing

@testable import BitcoinNode

@Suite struct SupervisorStateMachineTests {
    private func machine() -> SupervisorStateMachine {
        SupervisorStateMachine(
            policy: .init(
                firstPause: .seconds(1), longestPause: .seconds(8), stableAfter: .seconds(60),
                patience: .seconds(5)))
    }

    private func running() -> SupervisorStateMachine {
        var machine = machine()
        _ = machine.handle(.start)
        _ = machine.handle(.launched)
        return machine
    }

    @Test func startsTheChildOnce() {
        var machine = machine()
        #expect(machine.handle(.start) == .launch)
        #expect(machine.handle(.start) == .none)
        #expect(machine.handle(.launched) == .none)
    }

    @Test func pausesTwiceAsLongAfterEachFailureInARowUpToALimit() {
        var machine = machine()
        _ = machine.handle(.start)
        var pauses: [SupervisorStateMachine.Action] = []
        for _ in 0..<6 {
            pauses.append(machine.handle(.launchFailed))
            #expect(machine.handle(.timer) == .launch)
        }
        #expect(pauses == [1, 2, 4, 8, 8, 8].map { .wait(.seconds($0)) })
    }

    @Test func countsACrashSoonAfterTheStartAsAFurtherFailure() {
        var machine = running()
        #expect(machine.handle(.exited(after: .seconds(3))) == .wait(.seconds(1)))
        _ = machine.handle(.timer)
        _ = machine.handle(.launched)
        #expect(machine.handle(.exited(after: .seconds(59))) == .wait(.seconds(2)))
    }

    @Test func forgetsFailuresOfAChildThatWasWellForLong() {
        var machine = running()
        for _ in 0..<3 {
            _ = machine.handle(.exited(after: .seconds(1)))
            _ = machine.handle(.timer)
            _ = machine.handle(.launched)
        }
        #expect(machine.handle(.exited(after: .seconds(60))) == .wait(.seconds(1)))
    }

    @Test func asksThenTerminatesThenKills() {
        var machine = running()
        #expect(machine.handle(.stop) == .askToStop(.seconds(5)))
        #expect(machine.handle(.timer) == .terminate(.seconds(5)))
        #expect(machine.handle(.timer) == .kill)
        #expect(machine.handle(.timer) == .none)
        #expect(machine.handle(.exited(after: .seconds(1))) == .finish)
    }

    @Test func finishesAsSoonAsTheChildHasEnded() {
        var machine = running()
        _ = machine.handle(.stop)
        #expect(machine.handle(.exited(after: .seconds(100))) == .finish)
        #expect(machine.handle(.timer) == .none)
    }

    @Test func finishesAtOnceWhileNoChildRuns() {
        var idle = machine()
        #expect(idle.handle(.stop) == .finish)
        var waiting = running()
        _ = waiting.handle(.exited(after: .seconds(1)))
        #expect(waiting.handle(.stop) == .finish)
        #expect(waiting.handle(.timer) == .none)
    }

    @Test func putsDownAChildThatIsStillStarting() {
        var machine = machine()
        _ = machine.handle(.start)
        #expect(machine.handle(.stop) == .terminate(.seconds(5)))
        #expect(machine.handle(.timer) == .kill)
        #expect(machine.handle(.launchFailed) == .finish)
    }

    @Test func putsDownAChildThatGotReadyWhileItWasToldToStop() {
        var machine = machine()
        _ = machine.handle(.start)
        _ = machine.handle(.stop)
        #expect(machine.handle(.launched) == .terminate(.seconds(5)))
        #expect(machine.handle(.exited(after: .zero)) == .finish)
    }
}
