/// The kinds of networks that peers are reached through.
public enum Network: UInt8, Sendable, Hashable, CaseIterable {
    /// The public IPv4 internet.
    case ipv4 = 1
    /// The public IPv6 internet.
    case ipv6
    /// Tor's onion services, version 3.
    case onion
    /// I2P.
    case i2p
    /// CJDNS.
    case cjdns
    /// Stand-ins for names, by which the address manager remembers where addresses came from. Never sent.
    case `internal`

    /// The name that options and RPC use.
    public var name: String {
        switch self {
        case .ipv4: "ipv4"
        case .ipv6: "ipv6"
        case .onion: "onion"
        case .i2p: "i2p"
        case .cjdns: "cjdns"
        case .internal: "internal"
        }
    }

    /// What RPC calls addresses that are in no public network.
    public static let unroutableName = "not_publicly_routable"

    /// The networks that a peer can be in, in upstream's order.
    public static let reachable: [Network] = [.ipv4, .ipv6, .onion, .i2p, .cjdns]

    /// A network from its name; `tor` is the old name of `onion`.
    public init?(name: some StringProtocol) {
        let name = name.lowercased() == "tor" ? "onion" : name.lowercased()
        guard let network = Self.reachable.first(where: { $0.name == name }) else { return nil }
        self = network
    }

    /// How many bytes an address has.
    var addressSize: Int {
        switch self {
        case .ipv4: 4
        case .ipv6, .cjdns: 16
        case .onion, .i2p: 32
        case .internal: 10
        }
    }
}
