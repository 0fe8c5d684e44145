/// The nested branches of `OP_IF` that a script is in.
///
/// Only two things are ever asked: whether there are any, and whether all of them are taken. So it is enough to
/// count them and to know the outermost that is not taken.
struct ConditionStack {
    private var depth = 0
    private var firstFalse: Int?

    var isEmpty: Bool { depth == 0 }
    var isExecuting: Bool { firstFalse == nil }

    mutating func push(_ isTaken: Bool) {
        if !isTaken && firstFalse == nil { firstFalse = depth }
        depth += 1
    }

    mutating func pop() {
        depth -= 1
        if firstFalse == depth { firstFalse = nil }
    }

    /// The other branch of the innermost. Inside of a branch that is not taken it makes no difference.
    mutating func toggle() {
        if firstFalse == nil {
            firstFalse = depth - 1
        } else if firstFalse == depth - 1 {
            firstFalse = nil
        }
    }
}
