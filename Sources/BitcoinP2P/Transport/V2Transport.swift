import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// The encrypted transport (BIP324). A peer that begins to speak in the clear is answered in the clear.
public struct V2Transport: Transport {
    /// What is expected from the peer.
    private enum State {
        /// The first bytes of a message in the clear, or of a key.
        case keyOrPlain
        /// The peer's key.
        case key
        /// The peer's random bytes, up to the mark that ends them.
        case garbage(SessionCipher, GarbageSearch)
        /// Packets. The first that is no decoy tells the peer's version; all others are messages.
        case packets(SessionCipher, hasVersion: Bool, length: Int?)
        /// Messages in the clear.
        case plain(V1Transport)
        /// The bytes made no sense.
        case failed
    }

    private let magic: [UInt8]
    private let isInitiator: Bool
    private let ownKey: EllSwiftKey
    /// What this side sends after its key, to give nothing away by a length; authenticated by its first packet.
    private let garbage: [UInt8]
    private var state: State
    private var buffer: [UInt8] = []
    /// The part of the buffer that was dealt with.
    private var position = 0
    /// What the peer's next packet has to authenticate.
    private var authenticated: [UInt8] = []
    /// Messages that wait until there are keys.
    private var waiting: [(command: String, payload: Bytes)] = []
    private var hasReceived = false

    /// BIP324: random bytes at most.
    static let maximumGarbage = 4095
    /// The longest message, its name written out.
    private static let maximumContents = 1 + WireMessage.maximumCommandLength + MessageLimits.payload

    /// A transport that has neither sent nor received anything.
    public init(
        magic: [UInt8], isInitiator: Bool, key: EllSwiftKey = .random(), garbage: [UInt8]? = nil
    ) {
        self.magic = magic
        self.isInitiator = isInitiator
        ownKey = key
        self.garbage =
            garbage ?? (0..<Int.random(in: 0...Self.maximumGarbage)).map { _ in .random(in: 0...255) }
        state = isInitiator ? .key : .keyOrPlain
    }

    /// What this side sends before it has received anything: nothing, unless it has made the connection.
    public var opening: [UInt8] { isInitiator ? ownKey.encoding + garbage : [] }

    /// Encrypted once the peer has shown that it has the keys.
    public var kind: TransportKind {
        switch state {
        case .plain: .v1
        case .packets(_, hasVersion: true, _): .v2
        case .keyOrPlain, .key, .garbage, .packets, .failed: .detecting
        }
    }

    /// The session's name, once the peer has shown that it has the keys.
    public var sessionID: Bytes32? {
        if case .packets(let cipher, hasVersion: true, _) = state { cipher.sessionID } else { nil }
    }

    /// Whether the peer, having closed the connection, may be one that knows only the clear: it has not said a word.
    public var suggestsPlainRetry: Bool { isInitiator && !hasReceived }

    // MARK: Receiving

    /// Takes in bytes.
    public mutating func receive(_ bytes: [UInt8]) -> [TransportEvent] {
        if case .plain(var plain) = state {
            let events = plain.receive(bytes)
            state = .plain(plain)
            return events
        }
        hasReceived = hasReceived || !bytes.isEmpty
        buffer += bytes
        var events: [TransportEvent] = []
        while step(&events) {}
        if position > 0 {
            buffer.removeFirst(position)
            position = 0
        }
        return events
    }

    /// Deals with the next piece, if it is complete.
    private mutating func step(_ events: inout [TransportEvent]) -> Bool {
        switch state {
        case .keyOrPlain: return detect(&events)
        case .key: return readKey(&events)
        case .garbage: return readGarbage(&events)
        case .packets: return readPacket(&events)
        case .plain, .failed: return false
        }
    }

    private mutating func fail(_ text: String, _ events: inout [TransportEvent]) -> Bool {
        state = .failed
        buffer = []
        position = 0
        waiting = []
        events.append(.failed("V2 transport error: \(text)"))
        return false
    }

    private static let plainCommand = V1Transport.field("version")

    private mutating func detect(_ events: inout [TransportEvent]) -> Bool {
        let expected = magic + Self.plainCommand
        guard !buffer.isEmpty else { return false }
        guard zip(buffer, expected).allSatisfy(==) else {
            state = .key
            events.append(.send(ownKey.encoding + garbage, of: nil))
            return true
        }
        guard buffer.count >= expected.count else { return false }
        var plain = V1Transport(magic: magic)
        events += plain.receive(buffer)
        buffer = []
        for message in waiting {
            let bytes = plain.wrap(command: message.command, payload: message.payload)
            events.append(.send(bytes, of: message.command))
        }
        waiting = []
        state = .plain(plain)
        return false
    }

    private mutating func readKey(_ events: inout [TransportEvent]) -> Bool {
        let prefix = magic.count + Self.plainCommand.count
        if !isInitiator, buffer.count >= prefix, buffer[magic.count..<prefix].elementsEqual(Self.plainCommand)
        {
            return fail("V1 peer with wrong MessageStart \(Hex.encode(buffer[..<magic.count]))", &events)
        }
        guard buffer.count >= EllSwiftKey.size,
            let secret = ownKey.sharedSecret(
                with: Array(buffer[..<EllSwiftKey.size]), isInitiator: isInitiator)
        else { return false }
        position = EllSwiftKey.size
        var cipher = SessionCipher(secret: secret, magic: magic, isInitiator: isInitiator)
        let reply = cipher.sentGarbageTerminator + cipher.encrypt([], authenticating: garbage)
        events.append(.send(reply, of: nil))
        for message in waiting {
            let bytes = Self.wrap(message.command, message.payload, &cipher)
            events.append(.send(bytes, of: message.command))
        }
        waiting = []
        state = .garbage(cipher, GarbageSearch())
        return true
    }

    private mutating func readGarbage(_ events: inout [TransportEvent]) -> Bool {
        guard case .garbage(let cipher, var search) = state else { return false }
        let outcome = search.search(
            for: cipher.receivedGarbageTerminator, in: buffer[position...], limit: Self.maximumGarbage)
        switch outcome {
        case .incomplete:
            state = .garbage(cipher, search)
            return false
        case .tooLong:
            return fail("missing garbage terminator", &events)
        case .found(let length):
            authenticated = Array(buffer[position..<position + length])
            position += length + SessionCipher.garbageTerminatorSize
            state = .packets(cipher, hasVersion: false, length: nil)
            return true
        }
    }

    private mutating func readPacket(_ events: inout [TransportEvent]) -> Bool {
        guard case .packets(var cipher, let hasVersion, let known) = state else { return false }
        let available = buffer.count - position
        guard let length = known else {
            guard available >= SessionCipher.lengthSize else { return false }
            let length = cipher.decryptLength(buffer[position..<position + SessionCipher.lengthSize])
            position += SessionCipher.lengthSize
            guard length <= Self.maximumContents else {
                return fail("packet too large (\(length) bytes)", &events)
            }
            state = .packets(cipher, hasVersion: hasVersion, length: length)
            return true
        }
        let size = length + SessionCipher.expansion - SessionCipher.lengthSize
        guard available >= size else { return false }
        let packet = cipher.decrypt(buffer[position..<position + size], authenticating: authenticated)
        position += size
        guard let (contents, isDecoy) = packet else {
            return fail("packet decryption failure (\(length) bytes)", &events)
        }
        authenticated = []
        if hasVersion, !isDecoy { events.append(Self.message(contents)) }
        state = .packets(cipher, hasVersion: hasVersion || !isDecoy, length: nil)
        return true
    }

    private static func message(_ contents: [UInt8]) -> TransportEvent {
        let wireSize = contents.count + SessionCipher.expansion
        guard let (command, size) = MessageNumbers.name(contents) else {
            return .rejected(
                "V2 transport error: invalid message type (\(contents.count) bytes contents)",
                wireSize: wireSize)
        }
        return .message(
            WireMessage(
                command: command, payload: Bytes(contents, range: size..<contents.count), wireSize: wireSize))
    }

    // MARK: Sending

    /// Wraps a message, or keeps it until there are keys.
    public mutating func wrap(command: String, payload: Bytes) -> [UInt8] {
        switch state {
        case .keyOrPlain, .key:
            waiting.append((command, payload))
            return []
        case .garbage(var cipher, let search):
            let bytes = Self.wrap(command, payload, &cipher)
            state = .garbage(cipher, search)
            return bytes
        case .packets(var cipher, let hasVersion, let length):
            let bytes = Self.wrap(command, payload, &cipher)
            state = .packets(cipher, hasVersion: hasVersion, length: length)
            return bytes
        case .plain(var plain):
            return plain.wrap(command: command, payload: payload)
        case .failed:
            return []
        }
    }

    private static func wrap(_ command: String, _ payload: Bytes, _ cipher: inout SessionCipher) -> [UInt8] {
        cipher.encrypt(MessageNumbers.prefix(of: command) + payload.array)
    }
}
