/// Tells others that something happened.
@UserInterface
public final class Signal {
    private var receivers: [() -> Void] = []

    init() {}

    /// Has something done whenever the signal is sent, for as long as the program runs.
    public func observe(_ receiver: @escaping () -> Void) {
        receivers.append(receiver)
    }

    func send() {
        for receiver in receivers { receiver() }
    }
}
