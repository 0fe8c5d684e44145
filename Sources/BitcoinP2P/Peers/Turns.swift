import DequeModule

/// Lets one piece of work after the other at the state of an actor, in the order in which they came, although
/// they wait for other actors in between. Belongs to that actor.
struct Turns {
    private var isTaken = false
    private var waiting: Deque<CheckedContinuation<Void, Never>> = []

    /// Takes the turn if nobody has it.
    mutating func tryTake() -> Bool {
        guard !isTaken else { return false }
        isTaken = true
        return true
    }

    /// Resumes the continuation when its turn has come.
    mutating func wait(_ continuation: CheckedContinuation<Void, Never>) {
        waiting.append(continuation)
    }

    /// Gives the turn to whoever has waited longest.
    mutating func pass() {
        if let next = waiting.popFirst() { next.resume() } else { isTaken = false }
    }
}
