import CMultiprocess

/// What other threads have for a loop.
struct Mailbox {
    /// Tasks to go on with.
    var jobs: [UnownedJob] = []
    /// What is to be done on the loop's thread.
    var actions: [@Sendable () -> Void] = []
    /// What is to be freed there.
    var releases: [Release] = []
    /// Whether there is still a thread that looks.
    var isStopped = false
    /// Whether the loop has been woken and has not looked yet.
    private var isAnnounced = false

    /// Whether the loop must be woken for what was just put in.
    mutating func announce() -> Bool {
        defer { isAnnounced = true }
        return !isAnnounced
    }

    /// Empties the mailbox.
    mutating func take(andStop stop: Bool = false) -> Mailbox {
        defer {
            self = Mailbox()
            isStopped = stop
        }
        return self
    }
}

/// A native object whose last Swift reference is gone; it is freed between callbacks.
///
/// Safe to be sent: nothing else holds the pointer any more.
enum Release: @unchecked Sendable {
    case capability(OpaquePointer)
    case call(OpaquePointer)

    /// On the loop's thread only.
    func perform() {
        switch self {
        case .capability(let capability): mp_capability_release(capability)
        case .call(let call): mp_call_release(call)
        }
    }
}
