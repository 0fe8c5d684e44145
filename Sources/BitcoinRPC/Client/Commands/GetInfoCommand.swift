import BitcoinSupport

/// `-getinfo`: the most important things about the node, from several commands at once.
struct GetInfoCommand: ClientCommand {
    private static let methods = ["getnetworkinfo", "getblockchaininfo", "getwalletinfo", "getbalances"]

    var words: [String]

    func request() throws -> JSONValue {
        guard words.isEmpty else { throw ClientError.failed("-getinfo takes no arguments") }
        return .array(
            Self.methods.enumerated().map { index, method in Self.call(method, id: .integer(index)) })
    }

    func reply(_ json: JSONValue) throws -> JSONValue {
        let replies = try Self.replies(json, count: Self.methods.count)
        // Without a wallet there is nothing to say about it, but the others must have succeeded.
        for reply in replies.prefix(2) where !reply["error"].isNull { return reply }
        let network = replies[0]["result"]
        let chain = replies[1]["result"]
        let wallet = replies[2]["result"]
        let balances = replies[3]["result"]

        var result: JSONObject = [
            "version": network["version"],
            "blocks": chain["blocks"],
            "headers": chain["headers"],
            "verificationprogress": chain["verificationprogress"],
            "timeoffset": network["timeoffset"],
            "connections": .members(
                ("in", network["connections_in"]), ("out", network["connections_out"]),
                ("total", network["connections"])),
            "networks": network["networks"],
            "difficulty": chain["difficulty"],
            "chain": chain["chain"],
        ]
        if !wallet.isNull {
            result["has_wallet"] = true
            result["keypoolsize"] = wallet["keypoolsize"]
            result["walletname"] = wallet["walletname"]
            if !wallet["unlocked_until"].isNull { result["unlocked_until"] = wallet["unlocked_until"] }
        }
        if !balances.isNull { result["balance"] = balances["mine"]["trusted"] }
        result["relayfee"] = network["relayfee"]
        result["warnings"] = network["warnings"]
        return Self.reply(result: .object(result))
    }
}
