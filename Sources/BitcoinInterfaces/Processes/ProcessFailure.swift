/// An error of a call to another process, which may have ended.
public protocol ProcessFailure: Error {
    /// Whether the call got no answer because the connection or a process behind it is gone.
    var isConnectionLost: Bool { get }
}
