/// The ciphers of an encrypted connection between peers, once both have the other's key (BIP324).
public struct SessionCipher: Sendable {
    private var sendLength: ForwardSecureStream
    private var receiveLength: ForwardSecureStream
    private var sendContents: ForwardSecureAEAD
    private var receiveContents: ForwardSecureAEAD

    /// What both ends can compare to see that nobody sits between them.
    public let sessionID: Bytes32
    /// What marks the end of the random bytes that this side sends.
    public let sentGarbageTerminator: [UInt8]
    /// What marks the end of the random bytes that the other side sends.
    public let receivedGarbageTerminator: [UInt8]

    /// Bytes of the encrypted length in front of each packet.
    public static let lengthSize = 3
    /// Bytes of the header inside each packet.
    public static let headerSize = 1
    /// By how much a packet is longer than its contents.
    public static let expansion = lengthSize + headerSize + ChaCha20Poly1305.tagSize
    /// Bytes of a garbage terminator.
    public static let garbageTerminatorSize = 16

    /// The bit of the header that marks a packet as a decoy.
    private static let ignoreBit: UInt8 = 0x80
    /// Packets after which keys change.
    private static let rekeyInterval = 224

    /// The ciphers for a secret that both sides have.
    ///
    /// - Parameters:
    ///   - secret: what ``EllSwiftKey/sharedSecret(with:isInitiator:)`` gave.
    ///   - magic: the four bytes of the network.
    ///   - isInitiator: whether this side has made the connection.
    public init(secret: Bytes32, magic: [UInt8], isInitiator: Bool) {
        let keys = HKDFSHA256(
            secret: secret.bytes, salt: Array("bitcoin_v2_shared_secret".utf8) + magic)
        let initiatorLength = keys.expand("initiator_L")
        let initiatorContents = keys.expand("initiator_P")
        let responderLength = keys.expand("responder_L")
        let responderContents = keys.expand("responder_P")
        func stream(_ key: [UInt8]) -> ForwardSecureStream {
            ForwardSecureStream(key: key, chunkSize: Self.lengthSize, interval: Self.rekeyInterval)
        }
        func aead(_ key: [UInt8]) -> ForwardSecureAEAD {
            ForwardSecureAEAD(key: key, interval: UInt32(Self.rekeyInterval))
        }
        sendLength = stream(isInitiator ? initiatorLength : responderLength)
        receiveLength = stream(isInitiator ? responderLength : initiatorLength)
        sendContents = aead(isInitiator ? initiatorContents : responderContents)
        receiveContents = aead(isInitiator ? responderContents : initiatorContents)
        let terminators = keys.expand("garbage_terminators")
        let first = Array(terminators[..<Self.garbageTerminatorSize])
        let second = Array(terminators[Self.garbageTerminatorSize...])
        sentGarbageTerminator = isInitiator ? first : second
        receivedGarbageTerminator = isInitiator ? second : first
        sessionID = Bytes32(keys.expand("session_id")) ?? Bytes32()
    }

    /// A packet with its length in front.
    public mutating func encrypt(
        _ contents: [UInt8], authenticating: [UInt8] = [], isDecoy: Bool = false
    ) -> [UInt8] {
        let count = contents.count
        let length: [UInt8] = (0..<Self.lengthSize).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
        let header = isDecoy ? Self.ignoreBit : 0
        return sendLength.crypt(length[...])
            + sendContents.seal([header] + contents, authenticating: authenticating)
    }

    /// The length of a packet's contents from the three bytes in front.
    public mutating func decryptLength(_ bytes: ArraySlice<UInt8>) -> Int {
        receiveLength.crypt(bytes).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// The contents of a packet, which follow its length; nil if it was tampered with.
    public mutating func decrypt(
        _ packet: ArraySlice<UInt8>, authenticating: [UInt8] = []
    ) -> (contents: [UInt8], isDecoy: Bool)? {
        guard let plaintext = receiveContents.open(packet, authenticating: authenticating),
            let header = plaintext.first
        else { return nil }
        return (Array(plaintext.dropFirst()), header & Self.ignoreBit != 0)
    }
}
