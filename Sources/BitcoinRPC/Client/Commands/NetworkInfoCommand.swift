import BitcoinSupport

/// `-netinfo`: the connections to peers as a table.
struct NetworkInfoCommand: ClientCommand {
    /// How much is shown of each peer.
    struct Detail {
        static let highestLevel: UInt8 = 4

        var level: UInt8 = 0
        var onlyOutbound = false

        var showsPeers: Bool { level > 0 }
        var showsAddress: Bool { level == 2 || level == 4 }
        var showsVersion: Bool { level == 3 || level == 4 }
    }

    let detail: Detail
    let chain: ChainType

    init(words: [String], chain: ChainType) throws(ClientError) {
        self.chain = chain
        var detail = Detail()
        if let first = words.first {
            guard let level = UInt8(first), first.utf8.first != UInt8(ascii: "+") else {
                throw Self.wrong("level", first)
            }
            detail.level = min(level, Detail.highestLevel)
            if words.count > 1 {
                guard level > 0 else {
                    throw Self.wrong(
                        "outonly", words[1],
                        "The outonly argument is only valid for a level greater than 0 (the first argument). "
                    )
                }
                guard ["o", "outonly"].contains(words[1]) else { throw Self.wrong("outonly", words[1]) }
                detail.onlyOutbound = true
            }
        }
        self.detail = detail
    }

    private static func wrong(_ argument: String, _ word: String, _ reason: String = "") -> ClientError {
        .failed(
            "invalid -netinfo \(argument) argument: \(word)\n\(reason)For more information, run: "
                + "bitcoin-cli -netinfo help")
    }

    func request() throws -> JSONValue {
        [Self.call("getpeerinfo", id: 0), Self.call("getnetworkinfo", id: 1)]
    }

    func reply(_ json: JSONValue) throws -> JSONValue {
        let replies = try Self.replies(json, count: 2)
        for reply in replies where !reply["error"].isNull { return reply }
        let network = replies[1]["result"]
        guard try network["version"].requireInteger(as: Int.self) >= 209_900 else {
            throw ClientError.failed("-netinfo requires bitcoind server to be running v0.21.0 and up")
        }
        let now = NodeClock.systemMicroseconds / 1_000_000
        let peers = try replies[0]["result"].requireArray().compactMap { try NetworkPeer($0, now: now) }
        let report = NetworkInfoReport(detail: detail, chain: chain, network: network, peers: peers)
        return Self.reply(result: .string(try report.text))
    }
}
