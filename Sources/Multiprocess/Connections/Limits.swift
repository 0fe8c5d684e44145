import CMultiprocess

/// What a peer may ask of this process. A call beyond a limit is refused with an error of the kind
/// ``RemoteError/Kind/overloaded``; it is never made to wait, for that could block the answers that would
/// make room.
public struct Limits: Sendable {
    /// The largest message, and how much of it may be read in all when pointers lead to the same place again.
    /// Cap'n Proto's own default, which upstream's processes use.
    public var messageBytes = 64 << 20
    /// How deep pointers may nest.
    public var nesting = 64
    /// How many calls of one connection may be running or waiting.
    public var callsInFlight = 4096
    /// How many bytes the messages of one connection may hold: calls that run or wait, answers that are being sent,
    /// and those that the peer has not finished with.
    public var bytesInFlight = 256 << 20
    /// How many `Thread`s a client may hold at once.
    public var threads = 256
    /// How many objects a client may hold at once.
    public var objects = 100_000
    /// How many connections a listener serves at once.
    public var connections = 256
    /// How many of them one process may have, where the system tells which process it is.
    public var connectionsPerProcess = 64

    /// The defaults.
    public init() {}

    var native: mp_limits {
        mp_limits(
            message_words: UInt64(messageBytes) / 8, nesting: UInt32(nesting),
            held_bytes: UInt64(bytesInFlight),
            // Calls on promised objects wait where they cannot be refused; beyond this they end the connection.
            held_bytes_fatal: UInt64(bytesInFlight) * 2 + UInt64(messageBytes),
            held_messages_fatal: UInt32(clamping: callsInFlight * 4),
            // A peer that holds an object usually holds the answer that gave it, too.
            held_answers_fatal: UInt32(clamping: objects + callsInFlight * 4))
    }
}
