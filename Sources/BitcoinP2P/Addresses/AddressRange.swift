import BitcoinSupport

/// Addresses that begin with the same bits, or one address of a network that has no such ranges.
public enum AddressRange: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// A range of IPv4 or IPv6.
    case subnet(Subnet)
    /// One address.
    case single(NetworkAddress)

    /// The range that is just this address.
    public init(_ address: NetworkAddress) {
        switch address.network {
        case .ipv4, .ipv6:
            guard let ip = address.ipAddress, let subnet = Subnet(ip, bits: ip.bytes.count * 8) else {
                self = .single(address)
                return
            }
            self = .subnet(subnet)
        case .onion, .i2p, .cjdns, .internal: self = .single(address)
        }
    }

    /// Reads an address, or a range such as `10.0.0.0/8`.
    public init?(_ text: String) {
        if let subnet = Subnet(text) {
            self = .subnet(subnet)
        } else if let address = NetworkAddress(text) {
            self.init(address)
        } else {
            return nil
        }
    }

    /// Whether an address is in the range.
    public func contains(_ address: NetworkAddress) -> Bool {
        switch self {
        case .single(let single): address == single
        case .subnet(let subnet):
            switch address.network {
            case .ipv4, .ipv6: address.ipAddress.map(subnet.contains) ?? false
            case .onion, .i2p, .cjdns, .internal: false
            }
        }
    }

    /// By what they begin with, then by how much.
    public static func < (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.subnet(let a), .subnet(let b)): a < b
        case (.single(let a), .single(let b)): a < b
        case (.subnet, .single): true
        case (.single, .subnet): false
        }
    }

    /// The range as text.
    public var description: String {
        switch self {
        case .subnet(let subnet): subnet.description
        case .single(let address): address.description
        }
    }
}
