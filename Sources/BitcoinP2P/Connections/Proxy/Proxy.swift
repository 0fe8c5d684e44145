/// A SOCKS5 proxy through which peers are reached.
public struct Proxy: Sendable, Hashable, CustomStringConvertible {
    /// Where a proxy listens.
    public enum Place: Sendable, Hashable {
        /// A port.
        case endpoint(NetworkEndpoint)
        /// A socket in the file system.
        case path(String)
    }

    /// Where it listens.
    public var place: Place
    /// Whether each connection gets a name and password of its own, which has Tor send it on a way of its own.
    public var isolatesStreams: Bool

    /// The port where Tor's proxy listens.
    public static let defaultPort: UInt16 = 9050
    /// What a path to a socket begins with.
    public static let pathPrefix = "unix:"

    /// A proxy.
    public init(_ place: Place, isolatesStreams: Bool) {
        self.place = place
        self.isolatesStreams = isolatesStreams
    }

    /// Where it listens, as users write it.
    public var description: String {
        switch place {
        case .endpoint(let endpoint): "\(endpoint)"
        case .path(let path): Self.pathPrefix + path
        }
    }
}

/// Which proxies are used for what.
public struct ProxyChoice: Sendable, Hashable {
    /// Proxies by the networks that they lead to.
    public var byNetwork: [Network: Proxy] = [:]
    /// The proxy that looks up names.
    public var forNames: Proxy?

    /// No proxies.
    public init() {}
}
