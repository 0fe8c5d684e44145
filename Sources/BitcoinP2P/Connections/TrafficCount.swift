/// How much went over a connection, and when.
public struct TrafficCount: Sendable {
    /// All bytes received.
    public private(set) var bytesReceived: UInt64 = 0
    /// All bytes sent.
    public private(set) var bytesSent: UInt64 = 0
    /// Bytes received by the message that they belong to.
    public private(set) var receivedByMessage: [String: UInt64] = [:]
    /// Bytes sent by the message that they belong to.
    public private(set) var sentByMessage: [String: UInt64] = [:]
    /// When something was last received, in seconds since 1970; 0 for never.
    public private(set) var lastReceived: Int64 = 0
    /// When something was last sent, in seconds since 1970; 0 for never.
    public private(set) var lastSent: Int64 = 0

    /// Where messages without a name of their own are counted, so that no peer can make the table grow.
    public static let others = "*other*"
    private static let known = Set(NetworkMessage.knownCommands)

    mutating func received(bytes count: Int, now: Int64) {
        bytesReceived &+= UInt64(count)
        lastReceived = now
    }

    mutating func received(_ command: String?, wireSize: Int) {
        receivedByMessage[Self.name(command), default: 0] &+= UInt64(wireSize)
    }

    mutating func sent(_ command: String?, bytes count: Int, now: Int64) {
        bytesSent &+= UInt64(count)
        lastSent = now
        if let command { sentByMessage[Self.name(command), default: 0] &+= UInt64(count) }
    }

    private static func name(_ command: String?) -> String {
        guard let command, known.contains(command) else { return others }
        return command
    }
}
