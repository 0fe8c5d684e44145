import BitcoinP2P
import BitcoinSupport

/// Which networks the node connects to, and through which proxies (`-onlynet`, `-proxy`, `-onion`,
/// `-cjdnsreachable`).
struct NetworkReach: Sendable {
    /// The networks to connect to.
    private(set) var networks = Set(Network.reachable)
    /// The proxies.
    private(set) var proxies = ProxyChoice()

    /// What the options say.
    init(_ arguments: Arguments) async throws(StartupError) {
        let only = arguments.list("onlynet")
        if !only.isEmpty { networks = [] }
        for name in only {
            guard let network = Network(name: name) else {
                throw StartupError("Unknown network specified in -onlynet: '\(name)'")
            }
            networks.insert(network)
        }
        if !arguments.bool("cjdnsreachable", default: false) {
            if !only.isEmpty, networks.contains(.cjdns) {
                throw StartupError(
                    "Outbound connections restricted to CJDNS (-onlynet=cjdns) but -cjdnsreachable is not "
                        + "provided")
            }
            networks.remove(.cjdns)
        }
        if arguments.isSet("dnsseed"), arguments.bool("dnsseed", default: true),
            networks.isDisjoint(with: [.ipv4, .ipv6])
        {
            throw StartupError(
                "Incompatible options: -dnsseed=1 was explicitly specified, but -onlynet forbids connections to "
                    + "IPv4/IPv6")
        }
        try await readProxies(arguments)
        try await readOnionProxy(arguments, isOnly: !only.isEmpty && networks.contains(.onion))
        try await readI2PBridge(arguments, isOnly: !only.isEmpty && networks.contains(.i2p))
        try checkPrivateBroadcast(arguments)
    }

    /// Who asks for privacy must not lose it silently: without this, transactions would go to all peers.
    private func checkPrivateBroadcast(_ arguments: Arguments) throws(StartupError) {
        guard arguments.bool("privatebroadcast", default: false) else { return }
        guard !networks.isDisjoint(with: [.onion, .i2p]) else {
            throw StartupError(
                "Private broadcast of own transactions requested (-privatebroadcast), but none of Tor or I2P "
                    + "networks is reachable")
        }
        guard arguments.list("connect").isEmpty, !arguments.isNegated("connect") else {
            throw StartupError(
                "Private broadcast of own transactions requested (-privatebroadcast), but -connect is also "
                    + "configured. They are incompatible because the private broadcast needs to open new "
                    + "connections to randomly chosen Tor or I2P peers. Consider using -maxconnections=0 "
                    + "-addnode=... instead")
        }
        throw StartupError("Private broadcast of own transactions (-privatebroadcast) is not supported.")
    }

    private mutating func readProxies(_ arguments: Arguments) async throws(StartupError) {
        for text in arguments.list("proxy") {
            let mark = text.lastIndex(of: "=")
            let address = String(text[..<(mark ?? text.endIndex)])
            let suffix = mark.map { text[text.index(after: $0)...].lowercased() }
            guard suffix != "" else {
                throw StartupError("Invalid -proxy address or hostname, ends with '=': '\(text)'")
            }
            let proxy: Proxy? =
                address.isEmpty || address == "0"
                ? nil : try await Self.proxy(address, of: "proxy", arguments)
            switch suffix {
            case nil:
                for network in [Network.ipv4, .ipv6, .cjdns, .onion] { proxies.byNetwork[network] = proxy }
                proxies.forNames = proxy
            case "ipv4":
                proxies.byNetwork[.ipv4] = proxy
                proxies.forNames = proxy
            case "ipv6":
                proxies.byNetwork[.ipv6] = proxy
                proxies.forNames = proxy
            case "onion", "tor": proxies.byNetwork[.onion] = proxy
            case "cjdns": proxies.byNetwork[.cjdns] = proxy
            case let name?:
                throw StartupError("Unrecognized network in -proxy='\(text)': '\(name)'")
            }
        }
    }

    private mutating func readOnionProxy(_ arguments: Arguments, isOnly: Bool) async throws(StartupError) {
        let text = arguments.string("onion", default: "")
        if text == "0" {
            proxies.byNetwork[.onion] = nil
            if isOnly {
                throw StartupError(
                    "Outbound connections restricted to Tor (-onlynet=onion) but the proxy for reaching the Tor "
                        + "network is explicitly forbidden: -onion=0")
            }
        } else if !text.isEmpty {
            proxies.byNetwork[.onion] = try await Self.proxy(text, of: "onion", arguments)
        }
        guard proxies.byNetwork[.onion] == nil else { return }
        if isOnly, !arguments.bool("listenonion", default: true) {
            throw StartupError(
                "Outbound connections restricted to Tor (-onlynet=onion) but the proxy for reaching the Tor "
                    + "network is not provided: none of -proxy, -onion or -listenonion is given")
        }
        networks.remove(.onion)
    }

    private mutating func readI2PBridge(_ arguments: Arguments, isOnly: Bool) async throws(StartupError) {
        let text = arguments.string("i2psam", default: "")
        guard !text.isEmpty else {
            if isOnly {
                throw StartupError(
                    "Outbound connections restricted to i2p (-onlynet=i2p) but -i2psam is not provided")
            }
            networks.remove(.i2p)
            return
        }
        var bridge = try await Self.proxy(text, of: "i2psam", arguments, defaultPort: Self.bridgePort)
        // Each connection there is made by somebody else anyway.
        bridge.isolatesStreams = false
        proxies.byNetwork[.i2p] = bridge
    }

    /// The port where I2P's SAM bridge listens.
    private static let bridgePort: UInt16 = 7656

    private static func proxy(
        _ text: String, of option: String, _ arguments: Arguments, defaultPort: UInt16 = Proxy.defaultPort
    ) async throws(StartupError) -> Proxy {
        let isolates = arguments.bool("proxyrandomize", default: true)
        if text.hasPrefix(Proxy.pathPrefix) {
            let path = String(text.dropFirst(Proxy.pathPrefix.count))
            // What a socket address of the system can hold.
            guard path.utf8.count < 108 else {
                throw StartupError("Invalid -\(option) address or hostname: '\(text)'")
            }
            return Proxy(.path(path), isolatesStreams: isolates)
        }
        let names = NameLookup(
            asksResolver: arguments.bool("dns", default: true), defaultPort: defaultPort)
        guard let endpoint = await names.endpoints(of: text).first, endpoint.address.isValid else {
            throw StartupError("Invalid -\(option) address or hostname: '\(text)'")
        }
        return Proxy(.endpoint(endpoint), isolatesStreams: isolates)
    }
}
