import BitcoinSupport
import Glibc
import Synchronization

/// The stewards of a process: one that serves, and one that waits to take its place.
///
/// A process that has entered its sandbox can start no other, so the spare one is there from the start. Once it serves, it
/// starts the next spare one itself. Only who kills both before anyone is asked leaves the process without.
final class StewardStaff: Sendable {
    /// A steward as the process knows it that it serves.
    struct Member: Sendable {
        let process: pid_t
        /// The way to it.
        let socket: Int32
    }

    private struct State {
        var serving: Member?
        var spare: Member?
    }

    private let state: Mutex<State>
    private let onLoss: @Sendable () -> Void

    init(serving: Member, spare: Member?, onLoss: @escaping @Sendable () -> Void) {
        state = Mutex(State(serving: serving, spare: spare))
        self.onLoss = onLoss
    }

    /// Has the spare one serve, because the other one has gone. Returns the way to it; `nil` if there is none.
    func replace() -> Int32? {
        state.withLock { state in
            guard let gone = state.serving else { return nil }
            kill(gone.process, SIGKILL)
            Self.waitForEnd(of: gone)
            state.serving = state.spare
            state.spare = nil
            // Whoever asks may hold the lock of the log, or of what else there is to be done now.
            let onLoss = onLoss
            guard let next = state.serving else {
                startThread(named: "steward") { onLoss() }
                return nil
            }
            startThread(named: "steward") {
                Log.warning(
                    "The process that starts programs and opens files for this one has ended, and a spare one has taken its place."
                )
            }
            if case .answer(let answer) = BrokerClient.ask(BrokerRequest(.startSpare, "."), over: next.socket),
                answer.code == 0, answer.number > 0, answer.descriptor >= 0
            {
                state.spare = Member(process: answer.number, socket: answer.descriptor)
            }
            return next.socket
        }
    }

    /// Waits until all of them have gone. The way to the one that serves has to be closed already.
    func dismiss() {
        let (serving, spare) = state.withLock { state in
            defer { state = State() }
            return (state.serving, state.spare)
        }
        if let spare { close(spare.socket) }
        for member in [serving, spare].compactMap(\.self) { Self.waitForEnd(of: member) }
    }

    private static func waitForEnd(of member: Member) {
        while waitpid(member.process, nil, 0) < 0, errno == EINTR {}
    }
}
