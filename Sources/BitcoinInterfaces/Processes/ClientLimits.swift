/// What one client may have of this process at a time. A client beyond its limit gets an error; others do not notice.
public struct ClientLimits: Sendable, Hashable {
    /// Connections, for a process of this machine.
    public var connections = 64
    /// Threads of each connection, which its calls name to run side by side.
    public var threads = 256
    /// Calls of each connection that run or wait.
    public var calls = 4096
    /// Bytes of the messages of each connection: calls, answers that are being sent, and what the client keeps.
    public var bytes = 256 << 20
    /// Block templates of each connection.
    public var templates = 1000

    /// The defaults.
    public init() {}
}
