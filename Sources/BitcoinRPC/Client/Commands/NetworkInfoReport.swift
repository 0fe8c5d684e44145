import BitcoinSupport

/// The text that `-netinfo` prints.
struct NetworkInfoReport {
    let detail: NetworkInfoCommand.Detail
    let chain: ChainType
    let network: JSONValue
    let peers: [NetworkPeer]

    var text: String {
        get throws {
            try header + peerTable + (try countTable) + localServices + (try localAddresses)
        }
    }

    private var header: String {
        get throws {
            let chainName =
                switch chain {
                case .main: ""
                case .testnet: " testnet"
                case .testnet4, .signet, .regtest: " \(chain.name)"
                }
            let services =
                detail.showsPeers ? " - services \(NetworkPeer.letters(network["localservicesnames"]))" : ""
            return "\(ClientVersion.clientName) client \(ClientVersion.full)\(chainName) - server "
                + "\(try network["protocolversion"].requireInteger(as: Int.self))"
                + "\(try network["subversion"].requireString())\(services)\n\n"
        }
    }

    // MARK: Peers

    /// Peers sorted by direction and smallest ping.
    private var peerTable: String {
        guard detail.showsPeers else { return "" }
        let shown = peers.filter { $0.isOutbound || !detail.onlyOutbound }
            .sorted { ($0.isOutbound ? 1 : 0, $0.minimumPing) < ($1.isOutbound ? 1 : 0, $1.minimumPing) }
        guard !shown.isEmpty else { return "" }

        func width(_ least: Int, _ column: (NetworkPeer) -> String) -> Int {
            max(least, shown.map { column($0).utf8.count }.max() ?? 0)
        }
        let pad = DecimalText.padded
        let services = width(6, \.services)
        let processed = width(5, \.addressesProcessed)
        let limited = width(6, \.addressesLimited)
        let age = width(5, \.age)
        let id = width(2, \.id)
        let address = detail.showsAddress ? width(0, \.address) + 1 : 0
        let showsAS = shown.contains { $0.mappedAS != 0 }

        var text = "<->   type   net \(pad("serv", services))  v  mping   ping send recv  txn  blk  hb "
        text += pad("addrp", processed) + pad("addrl", limited) + pad("age", age) + " "
        text += (showsAS ? " asmap " : "") + pad("id", id) + " "
        text +=
            pad(detail.showsAddress ? "address" : "", -address) + (detail.showsVersion ? "version" : "")
            + "\n"

        for peer in shown {
            let columns = zip(peer.columns, [2, 7, 7, 5, 5, 5, 5]).map { pad($0, $1) }.joined()
            text += "\(pad(peer.isOutbound ? "out" : "in", 3)) \(pad(peer.shortType, 6)) "
            text += "\(pad(peer.network.shortName, 5)) \(pad(peer.services, services)) \(columns)"
            text += "  \(pad(peer.columns.last ?? "", 2)) \(pad(peer.addressesProcessed, processed))"
            text += pad(peer.addressesLimited, limited) + pad(peer.age, age)
            text += showsAS ? pad(peer.mappedAS == 0 ? "" : "\(peer.mappedAS)", 7) : ""
            text += " \(pad(peer.id, id)) \(pad(detail.showsAddress ? peer.address : "", -address))"
            text += (detail.showsVersion && peer.version != "0" ? peer.version : "") + "\n"
        }
        return text + "                \(pad("", services))         ms     ms  sec  sec  min  min"
            + "                \(pad("min", age))\n\n"
    }

    // MARK: Counts

    private var countTable: String {
        get throws {
            var columns: [(title: String, network: PeerNetwork)] = []
            for entry in network["networks"].array ?? [] where try entry["reachable"].requireBool() {
                let name = try entry["name"].requireString()
                if let network = PeerNetwork(rawValue: name) { columns.append((name, network)) }
            }
            for network in PeerNetwork.unlisted where peers.contains(where: { $0.network == network }) {
                columns.append((network.shortName, network))
            }
            let manual = peers.count { $0.connectionType == "manual" }
            let blockRelay = peers.count { $0.connectionType == "block-relay-only" }

            let pad = DecimalText.padded
            var text = "     " + columns.map { pad($0.title, 8) }.joined() + "   total   block"
            text += manual > 0 ? "  manual" : ""
            let rows: [(String, (NetworkPeer) -> Bool)] = [
                ("in", { !$0.isOutbound }), ("out", { $0.isOutbound }), ("total", { _ in true }),
            ]
            for (title, isCounted) in rows {
                let counted = peers.filter(isCounted)
                text += "\n" + pad(title, -5)
                for column in columns {
                    text += pad("\(counted.count { $0.network == column.network })", 8)
                }
                text += "   " + pad("\(counted.count)", 5)
                if title == "out" {
                    text += "   " + pad("\(blockRelay)", 5)
                    text += manual > 0 ? "   " + pad("\(manual)", 5) : ""
                }
            }
            return text
        }
    }

    // MARK: This node

    private var localServices: String {
        guard !detail.showsPeers else { return "" }
        let names = (network["localservicesnames"].array ?? []).compactMap(\.string)
        let words = names.joined(separator: ", ").map { $0 == "_" ? " " : $0.lowercased() }
        return "\n\nLocal services: \(words.joined())"
    }

    private var localAddresses: String {
        get throws {
            let addresses = network["localaddresses"].array ?? []
            guard !addresses.isEmpty else { return "\n\nLocal addresses: n/a\n" }
            let width = 1 + (addresses.map { $0["address"].string?.utf8.count ?? 0 }.max() ?? 0)
            let pad = DecimalText.padded
            return try "\n\nLocal addresses"
                + addresses.map { entry in
                    let port = "\(try entry["port"].requireInteger(as: Int.self))"
                    let score = "\(try entry["score"].requireInteger(as: Int.self))"
                    return "\n\(pad(try entry["address"].requireString(), -width))    port \(pad(port, 6))"
                        + "    score \(pad(score, 6))"
                }.joined()
        }
    }
}
