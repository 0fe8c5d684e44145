import BitcoinCrypto
import BitcoinPrimitives

/// Turns the bytes of a connection into messages and back. A pure value: it does no I/O.
public protocol Transport: Sendable {
    /// How the bytes are wrapped, as far as it is known.
    var kind: TransportKind { get }

    /// What both ends can compare to see that nobody sits between them (BIP324); nil without encryption.
    var sessionID: Bytes32? { get }

    /// What is sent before anything was received or is to be sent.
    var opening: [UInt8] { get }

    /// Whether the peer, having closed the connection, may be one that knows only the clear.
    var suggestsPlainRetry: Bool { get }

    /// Takes in bytes, of any length.
    mutating func receive(_ bytes: [UInt8]) -> [TransportEvent]

    /// Wraps a message. What cannot be sent yet is kept, and comes as an event when it can.
    mutating func wrap(command: String, payload: Bytes) -> [UInt8]
}

extension Transport {
    /// Nothing.
    public var opening: [UInt8] { [] }
    /// It is in the clear already.
    public var suggestsPlainRetry: Bool { false }
}

/// What came out of received bytes.
public enum TransportEvent: Sendable, Hashable {
    /// A whole message.
    case message(WireMessage)
    /// A message that cannot be used, of so many bytes. The connection goes on; the text goes to the log.
    case rejected(String, wireSize: Int)
    /// Bytes to send to the peer, and the message that they are; nil for what only the transport needs.
    case send([UInt8], of: String?)
    /// The bytes make no sense: the connection has to be closed. The text goes to the log.
    case failed(String)
}

/// A message as it came in: not yet decoded.
public struct WireMessage: Sendable, Hashable {
    /// Bytes of the longest name.
    public static let maximumCommandLength = 12

    /// Its name.
    public var command: String
    /// Its contents.
    public var payload: Bytes
    /// How many bytes it took on the wire.
    public var wireSize: Int

    /// A message.
    public init(command: String, payload: Bytes, wireSize: Int) {
        self.command = command
        self.payload = payload
        self.wireSize = wireSize
    }
}
