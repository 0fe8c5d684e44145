import DequeModule

/// Lets one piece of work after the other at the state of an actor, although they wait for other actors in between.
/// Belongs to that actor.
///
/// Of each kind in the order in which they came; where work of both kinds waits, they take turns: however many strangers
/// send however much, every second turn is for the few peers that this node has chosen itself.
struct Turns<Waiter> {
    /// How many may wait.
    enum Kind {
        /// As many as there are peers that this node has chosen, and its own work.
        case few
        /// As many as connect to this node.
        case many
    }

    private var isTaken = false
    private var few: Deque<Waiter> = []
    private var many: Deque<Waiter> = []
    private var wasForFew = false

    /// Nobody has the turn.
    init() {}

    /// Takes the turn if nobody has it.
    mutating func tryTake() -> Bool {
        guard !isTaken else { return false }
        isTaken = true
        return true
    }

    /// Waits until its turn has come, while somebody else has it.
    mutating func wait(_ waiter: Waiter, _ kind: Kind) {
        switch kind {
        case .few: few.append(waiter)
        case .many: many.append(waiter)
        }
    }

    /// Whether anybody waits.
    var hasWaiters: Bool { !few.isEmpty || !many.isEmpty }

    /// Gives the turn to the one that is returned; to nobody if nobody waits.
    mutating func pass() -> Waiter? {
        wasForFew = !few.isEmpty && (many.isEmpty || !wasForFew)
        let next = wasForFew ? few.popFirst() : many.popFirst()
        isTaken = next != nil
        return next
    }
}
