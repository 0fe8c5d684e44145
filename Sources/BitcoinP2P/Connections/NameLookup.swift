import BitcoinSupport
import Glibc
import NIOPosix

/// Turns what users write into addresses, and names into those that the system's resolver knows.
public struct NameLookup: Sendable {
    /// Whether names may be looked up (`-dns`), not only numbers read.
    let asksResolver: Bool
    /// The port where none is given.
    let defaultPort: UInt16
    /// Whether fc00::/8 is CJDNS.
    let reachesCJDNS: Bool

    /// More addresses than these of one name are left out.
    private static let maximumAddresses = 256

    /// A way to look up names.
    public init(asksResolver: Bool, defaultPort: UInt16, reachesCJDNS: Bool = false) {
        self.asksResolver = asksResolver
        self.defaultPort = defaultPort
        self.reachesCJDNS = reachesCJDNS
    }

    /// The address as this node sees it.
    func mapped(_ endpoint: NetworkEndpoint) -> NetworkEndpoint {
        reachesCJDNS ? NetworkEndpoint(endpoint.address.asCJDNS(), port: endpoint.port) : endpoint
    }

    /// The addresses that `host` or `host:port` stands for; none if it stands for nothing.
    public func endpoints(of text: String) async -> [NetworkEndpoint] {
        if let endpoint = numeric(text) { return [endpoint] }
        guard asksResolver, let parts = HostPort(text), !parts.host.isEmpty else { return [] }
        let addresses = await Self.resolve(parts.host)
        return addresses.map { mapped(NetworkEndpoint($0, port: parts.port ?? defaultPort)) }
    }

    /// The address that `host` or `host:port` stands for without asking anyone; nil if it is a name.
    func numeric(_ text: String) -> NetworkEndpoint? {
        // Port 0 stands for none, which only I2P can do with.
        let hasNoPort = HostPort(text) == nil && text.hasSuffix(":0")
        guard let parts = HostPort(hasNoPort ? String(text.dropLast(2)) : text), !parts.host.isEmpty else {
            return nil
        }
        guard
            let address = NetworkAddress(parts.host) ?? Self.resolve(parts.host, flags: AI_NUMERICHOST).first
        else { return nil }
        // I2P has no ports.
        let port = hasNoPort ? 0 : parts.port ?? (address.network == .i2p ? 0 : defaultPort)
        return mapped(NetworkEndpoint(address, port: port))
    }

    /// Asks the system's resolver, on a thread that may wait.
    static func resolve(_ host: String) async -> [NetworkAddress] {
        let found = try? await NIOThreadPool.singleton.runIfActive { resolve(host, flags: AI_ADDRCONFIG) }
        return found ?? []
    }

    private static func resolve(_ host: String, flags: Int32) -> [NetworkAddress] {
        guard !host.utf8.contains(0) else { return [] }
        var hints = addrinfo()
        hints.ai_flags = flags
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [NetworkAddress] = []
        var entry = list
        while let current = entry, addresses.count < maximumAddresses {
            if let address = current.pointee.ai_addr.flatMap(NetworkAddress.init) {
                addresses.append(address)
            }
            entry = current.pointee.ai_next
        }
        return addresses
    }
}
