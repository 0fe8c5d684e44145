/// What a connection has been used for.
public struct ConnectionStatistics: Sendable, Equatable {
    /// Calls of the peer that are over, however they ended.
    public var calls = 0
    /// Calls of the peer that run or wait.
    public var callsInFlight = 0
    /// Calls that were refused because the peer had too much under way.
    public var refusedCalls = 0
    /// How long the calls took together that are over.
    public var time = Duration.zero
    /// How long the longest took.
    public var longest = Duration.zero
    /// Bytes of messages that the peer has sent.
    public var bytesReceived: UInt64 = 0
    /// Bytes of messages that were sent to the peer.
    public var bytesSent: UInt64 = 0
    /// Bytes of messages that are held for the peer.
    public var bytesInFlight: UInt64 = 0
    /// Objects that the peer holds.
    public var objects = 0
    /// Threads that the peer holds.
    public var threads = 0

    mutating func ended(after duration: Duration) {
        calls += 1
        time += duration
        longest = max(longest, duration)
    }
}
