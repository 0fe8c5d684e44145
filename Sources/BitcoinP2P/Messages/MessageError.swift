import BitcoinPrimitives

/// What is wrong with a message, and so what becomes of it and of its sender.
public enum MessageError: Error, Hashable, Sendable {
    /// The bytes do not hold what they should: the message is ignored.
    case malformed(SerializationError)
    /// The sender breaks the protocol: it is disconnected and discouraged. The text goes to the log.
    case misbehaviour(String)
    /// The sender is disconnected. The text goes to the log.
    case disconnect(String)
}
