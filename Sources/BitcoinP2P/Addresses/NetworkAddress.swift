import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// The address of a computer in one of the networks (BIP155), without a port.
public struct NetworkAddress: Sendable, Hashable {
    /// The network that it is in.
    public let network: Network
    /// The address in network order: 4, 16 or 32 bytes.
    public let bytes: [UInt8]

    /// The IPv6 address of all zeroes: no address.
    public static let unspecified = NetworkAddress(unchecked: .ipv6, [UInt8](repeating: 0, count: 16))

    init(unchecked network: Network, _ bytes: [UInt8]) {
        self.network = network
        self.bytes = bytes
    }

    /// An address from its bytes; nil if they are not as many as the network's addresses have.
    public init?(_ network: Network, bytes: [UInt8]) {
        guard bytes.count == network.addressSize else { return nil }
        self.init(unchecked: network, bytes)
    }

    /// A numeric address of IPv4 or IPv6.
    public init(_ address: IPAddress) {
        self.init(unchecked: address.isIPv4 ? .ipv4 : .ipv6, address.bytes)
    }

    /// What 16 bytes mean in the messages from before BIP155, where other networks hide in parts of IPv6.
    init(legacyIPv6 bytes: [UInt8]) {
        if bytes.starts(with: Self.ipv4Prefix) {
            self.init(unchecked: .ipv4, Array(bytes.dropFirst(Self.ipv4Prefix.count)))
        } else if bytes.starts(with: Self.onionV2Prefix) {
            self = .unspecified
        } else if bytes.starts(with: Self.internalPrefix) {
            self.init(unchecked: .internal, Array(bytes.dropFirst(Self.internalPrefix.count)))
        } else {
            self.init(unchecked: .ipv6, bytes)
        }
    }

    /// A stand-in for a name, which is not looked up.
    public init(standingFor name: String) {
        let digest = SHA256.hash(Array(name.utf8)).bytes
        self.init(unchecked: .internal, Array(digest.prefix(Network.internal.addressSize)))
    }

    /// The same address taken for one of CJDNS, if the user says that fc00::/8 leads there.
    public func asCJDNS() -> NetworkAddress {
        network == .ipv6 && bytes[0] == 0xFC ? NetworkAddress(unchecked: .cjdns, bytes) : self
    }

    /// The address as one of IPv4 or IPv6, if that is what connecting to it takes.
    public var ipAddress: IPAddress? {
        switch network {
        case .ipv4, .ipv6, .cjdns: IPAddress(bytes: bytes)
        case .onion, .i2p, .internal: nil
        }
    }

    /// Whether the messages from before BIP155 can hold it.
    public var isLegacyCompatible: Bool {
        switch network {
        case .ipv4, .ipv6, .internal: true
        case .onion, .i2p, .cjdns: false
        }
    }

    /// The 16 bytes of the messages from before BIP155; all zeroes if they cannot hold the address.
    public var legacyBytes: [UInt8] {
        switch network {
        case .ipv4: Self.ipv4Prefix + bytes
        case .ipv6: bytes
        case .internal: Self.internalPrefix + bytes
        case .onion, .i2p, .cjdns: Self.unspecified.bytes
        }
    }

    /// What filters know it by.
    var filterKey: Hash256 { Hash256(SHA256.hash(bytes)) }

    /// The bytes that the address manager hashes.
    var keyBytes: [UInt8] { isLegacyCompatible ? legacyBytes : bytes }

    static let ipv4Prefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    static let onionV2Prefix: [UInt8] = [0xFD, 0x87, 0xD8, 0x7E, 0xEB, 0x43]
    /// 0xFD and the first bytes of the SHA-256 of "bitcoin".
    static let internalPrefix: [UInt8] = [0xFD, 0x6B, 0x88, 0xC0, 0x87, 0x24]
}

extension NetworkAddress: Comparable {
    /// By network, then by bytes.
    public static func < (a: Self, b: Self) -> Bool {
        a.network != b.network
            ? a.network.rawValue < b.network.rawValue : a.bytes.lexicographicallyPrecedes(b.bytes)
    }
}
