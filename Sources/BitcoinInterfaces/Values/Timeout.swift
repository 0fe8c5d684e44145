/// How long a call may wait for what it waits for.
public enum Timeout: Sendable, Hashable {
    /// As long as it takes.
    case never

    /// This long, and then it returns without a result.
    case after(Duration)
}
