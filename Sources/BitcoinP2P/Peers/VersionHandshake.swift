/// The first messages of a connection: `version` both ways, then what one can do, then `verack` both ways.
public struct VersionHandshake: Sendable {
    /// How far it has come.
    public enum State: Sendable, Hashable {
        /// Nothing counts before the peer's `version`.
        case waitingForVersion
        /// What the peer says it can do counts until its `verack`.
        case waitingForVerack
        /// Everything else counts from now on.
        case complete
    }

    /// What is expected of a connection.
    public struct Terms: Sendable {
        /// Who made it.
        public let kind: ConnectionKind
        /// Which services the peer must have, given those that it has.
        public let desirableServices: @Sendable (ServiceFlags) -> ServiceFlags
        /// Whether a number is one that this node sent in a `version` of its own.
        public let isOwnNonce: @Sendable (UInt64) -> Bool

        /// Terms.
        public init(
            kind: ConnectionKind, desirableServices: @escaping @Sendable (ServiceFlags) -> ServiceFlags,
            isOwnNonce: @escaping @Sendable (UInt64) -> Bool
        ) {
            self.kind = kind
            self.desirableServices = desirableServices
            self.isOwnNonce = isOwnNonce
        }
    }

    /// What is to be done about a message.
    public enum Action: Sendable, Hashable {
        /// Go on with it.
        case accept
        /// Leave it alone; the text goes to the log.
        case ignore(String)
        /// Close the connection. The text goes to the log; what peer it was is added to it.
        case disconnect(String)
        /// Close the connection, which leads back to this node.
        case disconnectSelf
    }

    /// How far it has come.
    public private(set) var state = State.waitingForVersion
    /// The version that the peer speaks; zero until it is known.
    public private(set) var version: Int32 = 0
    /// What both sides speak.
    public private(set) var commonVersion: Int32 = 0
    /// BIP339: transactions are announced by wtxid.
    public private(set) var relaysByWtxid = false
    /// BIP155: the peer understands addresses of all networks.
    public private(set) var understandsAddressesV2 = false

    /// The start.
    public init() {}

    /// Whether both sides are ready.
    public var isComplete: Bool { state == .complete }

    /// Takes a `version`.
    public mutating func received(_ message: VersionMessage, terms: Terms) -> Action {
        guard state == .waitingForVersion else { return .ignore("redundant version message") }
        let services = message.services
        let expected = terms.desirableServices(services)
        if terms.kind.expectsServices, !services.isSuperset(of: expected) {
            return .disconnect(
                "peer does not offer the expected services (\(services.paddedHex) offered, "
                    + "\(expected.paddedHex) expected)")
        }
        guard message.version >= ProtocolVersion.minimum else {
            return .disconnect("peer using obsolete version \(message.version)")
        }
        if terms.kind.isInbound, terms.isOwnNonce(message.nonce) { return .disconnectSelf }
        version = message.version
        commonVersion = min(message.version, ProtocolVersion.current)
        state = .waitingForVerack
        return .accept
    }

    /// Takes a `verack`.
    public mutating func receivedVerack() -> Action {
        guard state == .waitingForVerack else { return .ignore("ignoring redundant verack message") }
        state = .complete
        return .accept
    }

    /// Takes a `wtxidrelay`.
    public mutating func receivedWtxidRelay() -> Action {
        guard state != .complete else { return .disconnect("wtxidrelay received after verack") }
        guard commonVersion >= ProtocolVersion.wtxidRelay else {
            return .ignore("ignoring wtxidrelay due to old common version=\(commonVersion)")
        }
        guard !relaysByWtxid else { return .ignore("ignoring duplicate wtxidrelay") }
        relaysByWtxid = true
        return .accept
    }

    /// Takes a `sendaddrv2`.
    public mutating func receivedSendAddressesV2() -> Action {
        guard state != .complete else { return .disconnect("sendaddrv2 received after verack") }
        understandsAddressesV2 = true
        return .accept
    }

    /// Takes a `feature` (BIP434). None is known yet.
    public func received(_ feature: PeerFeature) -> Action {
        guard state != .complete else { return .disconnect("feature received after verack") }
        guard commonVersion >= ProtocolVersion.feature else {
            return .disconnect("feature received with incompatible version \(commonVersion)")
        }
        guard feature.name.count >= 4 else { return .disconnect("invalid feature payload") }
        return .ignore("unknown feature advertised: \(SafeText.clean(feature.name.array))")
    }
}

extension ServiceFlags {
    /// At least eight hexadecimal digits, as in the log.
    var paddedHex: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }
}
