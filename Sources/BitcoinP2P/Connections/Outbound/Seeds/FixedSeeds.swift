import BitcoinSupport

/// Nodes that are known to have been there for long, to begin with where nothing else helps.
public enum FixedSeeds {
    /// The nodes of a network.
    public static func nodes(of chain: ChainType) -> [NetworkEndpoint] {
        let text: String
        switch chain {
        case .main: text = main
        case .testnet: text = testnet
        case .testnet4: text = testnet4
        case .signet: text = signet
        case .regtest: return []
        }
        return text.split(separator: "\n").compactMap { line in
            guard let endpoint = NetworkEndpoint(String(line)) else { return nil }
            // Where fc00::/8 stands in a list of public nodes, it is CJDNS.
            return NetworkEndpoint(endpoint.address.asCJDNS(), port: endpoint.port)
        }
    }
}
