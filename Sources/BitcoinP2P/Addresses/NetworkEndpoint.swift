import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// An address and a port: where a peer listens, or speaks from.
public struct NetworkEndpoint: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The address.
    public var address: NetworkAddress
    /// The port; zero if it is not known.
    public var port: UInt16

    /// An address and a port.
    public init(_ address: NetworkAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// No address.
    public static let unspecified = NetworkEndpoint(.unspecified, port: 0)

    /// An endpoint from its text, `host:port`, without looking up names. The port may be left out if there is a
    /// default.
    public init?(_ text: String, defaultPort: UInt16 = 0) {
        guard let parts = HostPort(text), let address = NetworkAddress(parts.host) else { return nil }
        self.init(address, port: parts.port ?? defaultPort)
    }

    /// `address:port`, with brackets around IPv6.
    public var description: String {
        switch address.network {
        case .ipv6, .cjdns: "[\(address)]:\(port)"
        case .ipv4, .onion, .i2p, .internal: "\(address):\(port)"
        }
    }

    /// By address, then by port.
    public static func < (a: Self, b: Self) -> Bool {
        a.address != b.address ? a.address < b.address : a.port < b.port
    }

    /// What filters know it by.
    var filterKey: Hash256 { Hash256(SHA256.hash(keyBytes)) }

    /// The bytes that the address manager hashes.
    var keyBytes: [UInt8] { address.keyBytes + [UInt8(port >> 8), UInt8(port & 0xFF)] }
}
