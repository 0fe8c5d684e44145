import BitcoinSupport

/// A network that peers are on.
enum PeerNetwork: String, CaseIterable {
    case notPubliclyRoutable = "not_publicly_routable"
    case ipv4, ipv6, onion, i2p, cjdns
    case `internal`

    var shortName: String {
        switch self {
        case .notPubliclyRoutable: "npr"
        case .internal: "int"
        case .ipv4, .ipv6, .onion, .i2p, .cjdns: rawValue
        }
    }

    /// Networks that `getnetworkinfo` does not list.
    static let unlisted: [PeerNetwork] = [.notPubliclyRoutable, .internal]
}

/// What the table of `-netinfo` shows of a peer.
struct NetworkPeer {
    let network: PeerNetwork
    let isOutbound: Bool
    let connectionType: String
    let minimumPing: Double
    let address: String
    let version: String
    let id: String
    let mappedAS: Int64
    let services: String
    let addressesProcessed: String
    let addressesLimited: String
    let age: String
    /// The columns from the transport's version to high bandwidth.
    let columns: [String]

    /// The peer as `getpeerinfo` tells of it; `nil` if its network is not known.
    init?(_ peer: JSONValue, now: Int64) throws {
        guard let network = PeerNetwork(rawValue: try peer["network"].requireString()) else { return nil }
        self.network = network
        isOutbound = try !peer["inbound"].requireBool()
        connectionType = try peer["connection_type"].requireString()
        minimumPing = peer["minping"].isNull ? -1 : try peer["minping"].requireDouble()
        address = try peer["addr"].requireString()
        version = "\(try peer["version"].requireInteger(as: Int.self))\(try peer["subver"].requireString())"
        id = "\(try peer["id"].requireInteger(as: Int.self))"
        mappedAS = peer["mapped_as"].integer ?? 0
        services = Self.letters(peer["servicesnames"])

        let relaysAddresses = peer["addr_relay_enabled"].bool ?? false
        addressesProcessed = Self.count(peer["addr_processed"]) ?? (relaysAddresses ? "" : ".")
        addressesLimited = Self.count(peer["addr_rate_limited"]) ?? ""
        age = Self.since(peer["conntime"], now, unit: 60) ?? ""

        let ping = peer["pingtime"].isNull ? -1 : try peer["pingtime"].requireDouble()
        let transport = peer["transport_protocol_type"].string ?? "v1"
        let relaysTransactions = peer["relaytxes"].bool ?? true
        let isHighBandwidthTo = try peer["bip152_hb_to"].requireBool()
        let isHighBandwidthFrom = try peer["bip152_hb_from"].requireBool()
        columns = [
            transport.hasPrefix("v") && transport.count == 2 ? String(transport.suffix(1)) : " ",
            Self.milliseconds(minimumPing), Self.milliseconds(ping),
            Self.since(peer["lastsend"], now) ?? "", Self.since(peer["lastrecv"], now) ?? "",
            Self.since(peer["last_transaction"], now, unit: 60) ?? (relaysTransactions ? "" : "*"),
            Self.since(peer["last_block"], now, unit: 60) ?? "",
            (isHighBandwidthTo ? "." : " ") + (isHighBandwidthFrom ? "*" : " "),
        ]
    }

    /// The type in few letters.
    var shortType: String {
        switch connectionType {
        case "outbound-full-relay": "full"
        case "block-relay-only": "block"
        case "addr-fetch": "addr"
        case "private-broadcast": "priv"
        case "manual", "feeler": connectionType
        default: ""
        }
    }

    /// Services by one letter each.
    static func letters(_ services: JSONValue) -> String {
        (services.array ?? []).compactMap(\.string).map { name in
            switch name {
            case "NETWORK_LIMITED": "l"
            case "P2P_V2": "2"
            default: name.prefix(1).lowercased()
            }
        }.joined()
    }

    private static func milliseconds(_ seconds: Double) -> String {
        guard seconds >= 0 else { return "" }
        let milliseconds = (seconds * 1000).rounded()
        return milliseconds > 999_999 ? "-" : DecimalText.fixed(milliseconds, decimals: 0)
    }

    private static func since(_ time: JSONValue, _ now: Int64, unit: Int64 = 1) -> String? {
        guard let time = time.integer, time != 0 else { return nil }
        return "\((now - time) / unit)"
    }

    private static func count(_ value: JSONValue) -> String? {
        value.integer.flatMap { $0 == 0 ? nil : "\($0)" }
    }
}
