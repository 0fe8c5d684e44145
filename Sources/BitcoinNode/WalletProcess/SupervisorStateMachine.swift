/// Decides what a supervisor does about its child process. A pure value: events go in, actions come out, and the
/// caller performs them.
///
///     idle ──start──▶ launching ──launched──▶ running ──exited──▶ waiting ──timer──▶ launching …
///                                      any state ──stop──▶ stopping ──exited──▶ stopped
///
/// A child that ends by itself is started again, after a pause that doubles with each failure in a row up to a
/// limit; a child that stayed up for long enough begins a new row. Stopping asks politely first, then with
/// `SIGTERM`, then with `SIGKILL`, each after a bounded time.
struct SupervisorStateMachine: Sendable {
    /// How long to wait for what.
    struct Policy: Sendable {
        /// The pause before the first restart.
        var firstPause: Duration = .milliseconds(500)
        /// The longest pause between two starts.
        var longestPause: Duration = .seconds(60)
        /// A child that ran for this long counts as having been well.
        var stableAfter: Duration = .seconds(60)
        /// How long a child may take to end after it was asked, and again after `SIGTERM`.
        var patience: Duration = .seconds(10)
    }

    /// What happened.
    enum Event: Sendable, Hashable {
        /// Supervision is to begin.
        case start
        /// The child was started and is ready.
        case launched
        /// The child could not be started, or ended before it was ready.
        case launchFailed
        /// The child that was ready has ended; it had run for this long.
        case exited(after: Duration)
        /// The time of the last ``Action/wait(_:)`` or of the last stopping step is over.
        case timer
        /// The child is to end and not to come back.
        case stop
    }

    /// What to do now.
    enum Action: Sendable, Hashable {
        /// Nothing.
        case none
        /// Start the child.
        case launch
        /// Send ``Event/timer`` after this time.
        case wait(Duration)
        /// Ask the child to end, and send ``Event/timer`` after this time.
        case askToStop(Duration)
        /// Send the child `SIGTERM`, and send ``Event/timer`` after this time.
        case terminate(Duration)
        /// Send the child `SIGKILL`.
        case kill
        /// Supervision is over.
        case finish
    }

    private enum State: Sendable, Hashable {
        case idle
        case launching(failures: Int)
        case running(failures: Int)
        case waiting(failures: Int)
        case asked
        case terminated
        case killed
        case stopped
    }

    private let policy: Policy
    private var state = State.idle

    /// Creates the machine of a child that has not been started.
    init(policy: Policy = Policy()) {
        self.policy = policy
    }

    /// Takes in an event and tells what to do about it.
    mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.idle, .start):
            state = .launching(failures: 0)
            return .launch

        case (.launching(let failures), .launched):
            state = .running(failures: failures)
            return .none

        case (.launching(let failures), .launchFailed):
            return pause(failures: failures + 1)

        case (.running(let failures), .exited(let uptime)):
            return pause(failures: uptime >= policy.stableAfter ? 1 : failures + 1)

        case (.waiting(let failures), .timer):
            state = .launching(failures: failures)
            return .launch

        case (.idle, .stop), (.waiting, .stop):
            state = .stopped
            return .finish

        case (.running, .stop):
            state = .asked
            return .askToStop(policy.patience)

        case (.launching, .stop), (.asked, .timer), (.terminated, .launched):
            // A child that is still starting cannot be asked yet. If there is no process yet, its report comes later.
            state = .terminated
            return .terminate(policy.patience)

        case (.terminated, .timer):
            state = .killed
            return .kill

        case (.asked, .exited), (.terminated, .exited), (.killed, .exited),
            (.terminated, .launchFailed), (.killed, .launchFailed):
            state = .stopped
            return .finish

        default:
            // A late timer, or a second request for what is under way.
            return .none
        }
    }

    private mutating func pause(failures: Int) -> Action {
        state = .waiting(failures: failures)
        var pause = policy.firstPause
        for _ in 1..<max(failures, 1) where pause < policy.longestPause {
            pause *= 2
        }
        return .wait(min(pause, policy.longestPause))
    }
}
