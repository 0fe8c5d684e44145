import BitcoinPrimitives

/// The first message of both sides: who one is and what one can do.
public struct VersionMessage: Sendable, Hashable {
    /// The highest version of the protocol that the sender speaks.
    public var version: Int32
    /// What the sender offers.
    public var services: ServiceFlags
    /// The sender's clock, in seconds since 1970; never negative.
    public var time: Int64
    /// What the receiver offers, as far as the sender knows.
    public var receiverServices: ServiceFlags
    /// How the sender sees the receiver.
    public var receiver: NetworkEndpoint
    /// A random number, by which a node knows that it is talking to itself.
    public var nonce: UInt64
    /// The sender's software (BIP14), without characters that do harm in a log.
    public var userAgent: String
    /// The height of the sender's chain.
    public var startHeight: Int32
    /// Whether transactions are to be announced to the sender (BIP37).
    public var relaysTransactions: Bool

    /// A message from its parts.
    public init(
        version: Int32 = ProtocolVersion.current, services: ServiceFlags, time: Int64,
        receiverServices: ServiceFlags = [], receiver: NetworkEndpoint = .unspecified, nonce: UInt64,
        userAgent: String, startHeight: Int32, relaysTransactions: Bool
    ) {
        self.version = version
        self.services = services
        self.time = time
        self.receiverServices = receiverServices
        self.receiver = receiver
        self.nonce = nonce
        self.userAgent = userAgent
        self.startHeight = startHeight
        self.relaysTransactions = relaysTransactions
    }
}

extension VersionMessage: BinarySerializable {
    /// Reads a message; old nodes leave out the last parts.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        version = try reader.read()
        services = ServiceFlags(rawValue: try reader.read())
        time = max(0, try reader.read())
        receiverServices = ServiceFlags(rawValue: try reader.read())
        receiver = try NetworkEndpoint(legacy: &reader)
        nonce = 1
        userAgent = ""
        startHeight = -1
        relaysTransactions = true
        if !reader.isAtEnd {
            // The sender's services, address and port, which nobody can trust.
            try reader.skip(26)
            nonce = try reader.read()
        }
        if !reader.isAtEnd {
            let length = try reader.readCompactSize()
            guard length <= MessageLimits.userAgent else {
                throw .invalidValue("String length limit exceeded")
            }
            userAgent = SafeText.clean(try reader.readBytes(Int(length)).array)
        }
        if !reader.isAtEnd { startHeight = try reader.read() }
        if !reader.isAtEnd { relaysTransactions = try reader.read(UInt8.self) != 0 }
    }

    /// Appends the message.
    public func write(to writer: inout ByteWriter) {
        writer.write(version)
        writer.write(services.rawValue)
        writer.write(time)
        writer.write(receiverServices.rawValue)
        receiver.writeLegacy(to: &writer)
        writer.write(services.rawValue)
        NetworkEndpoint.unspecified.writeLegacy(to: &writer)
        writer.write(nonce)
        writer.writeLengthPrefixed(Array(userAgent.utf8))
        writer.write(startHeight)
        writer.write(UInt8(relaysTransactions ? 1 : 0))
    }
}
