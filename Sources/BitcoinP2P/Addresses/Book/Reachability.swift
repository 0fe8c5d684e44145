/// How well an address can be reached from another one: the best last.
enum Reachability: Int {
    case none
    case byDefault
    case overTeredo
    case overWeakIPv6
    case overIPv4
    case overStrongIPv6
    case privately

    /// How an address of this node is reached from the one of a peer.
    init(of address: NetworkAddress, from peer: NetworkAddress) {
        guard address.isRoutable, address.network != .internal else {
            self = .none
            return
        }
        switch (Side(peer), Side(address)) {
        case (.ipv4, .ipv4), (.ipv6, .ipv4), (.onion, .ipv4), (.teredo, .ipv4), (.unroutable, .ipv4):
            self = .overIPv4
        case (.ipv6, .ipv6): self = address.isTunnel ? .overWeakIPv6 : .overStrongIPv6
        case (.teredo, .ipv6), (.unroutable, .ipv6): self = .overWeakIPv6
        case (.ipv6, .teredo), (.teredo, .teredo), (.unroutable, .teredo): self = .overTeredo
        case (.onion, .onion), (.i2p, .i2p), (.cjdns, .cjdns), (.unroutable, .onion): self = .privately
        default: self = .byDefault
        }
    }

    private enum Side {
        case ipv4
        case ipv6
        case onion
        case i2p
        case cjdns
        case teredo
        case unroutable

        init(_ address: NetworkAddress) {
            guard address.isRoutable else {
                self = .unroutable
                return
            }
            switch address.network {
            case .ipv4: self = .ipv4
            case .ipv6: self = address.isTeredo ? .teredo : .ipv6
            case .onion: self = .onion
            case .i2p: self = .i2p
            case .cjdns: self = .cjdns
            case .internal: self = .unroutable
            }
        }
    }
}
