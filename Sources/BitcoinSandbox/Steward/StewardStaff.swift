import BitcoinSupport
import Glibc
import Synchronization

/// The stewards of a process: one that serves, and one that waits to take its place.
///
/// A process that has entered its sandbox can start no other, so the spare one is there from the start. Once it serves, it
/// starts the next spare one itself, and so does one that has lost it. Only who kills both before either is asked again leaves
/// the process without.
final class StewardStaff: BrokerKeeper {
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

    func relieve(isGone: Bool) -> BrokerRelief {
        state.withLock { state in
            guard let serving = state.serving else { return .nobody }
            let hasEnded = Self.hasEnded(serving)
            if !hasEnded, !isGone {
                replaceSpare(&state, askedOf: serving)
                return .stays
            }
            if !hasEnded {
                // Whoever does not answer is of no use.
                kill(serving.process, SIGKILL)
                Self.waitForEnd(of: serving)
            }
            state.serving = state.spare
            state.spare = nil
            guard let next = state.serving else {
                inTheirOwnTime(onLoss)
                return .nobody
            }
            tell("Steward process \(serving.process) has ended: a spare one has taken its place.")
            state.spare = Self.hire(from: next)
            return .next(next.socket)
        }
    }

    private func replaceSpare(_ state: inout State, askedOf serving: Member) {
        guard let spare = state.spare, Self.hasEnded(spare) else { return }
        close(spare.socket)
        state.spare = Self.hire(from: serving)
        tell("Spare steward process \(spare.process) has ended: another one is there.")
    }

    /// Has a steward start another one.
    private static func hire(from member: Member) -> Member? {
        guard
            case .answer(let answer) = BrokerClient.ask(
                BrokerRequest(.startSpare, "."), over: member.socket),
            answer.code == 0, answer.number > 0, answer.descriptor >= 0
        else { return nil }
        return Member(process: answer.number, socket: answer.descriptor)
    }

    private func tell(_ text: String) {
        inTheirOwnTime { Log.warning("\(text)") }
    }

    /// Whoever asks a steward may hold the lock of the log, or of what else there is to be done now.
    private func inTheirOwnTime(_ body: @escaping @Sendable () -> Void) {
        startThread(named: "steward", body)
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

    private static func hasEnded(_ member: Member) -> Bool {
        waitpid(member.process, nil, WNOHANG) != 0
    }

    private static func waitForEnd(of member: Member) {
        while waitpid(member.process, nil, 0) < 0, errno == EINTR {}
    }
}
