import BitcoinCommands
import BitcoinSupport

/// What bitcoin-cli sends, and how it understands the answer.
protocol ClientCommand: Sendable {
    /// The request object, or a batch of them.
    func request() throws -> JSONValue

    /// A reply object in 2.0 style from what came back.
    func reply(_ json: JSONValue) throws -> JSONValue
}

extension ClientCommand {
    func reply(_ json: JSONValue) throws -> JSONValue { .object(try json.requireObject()) }

    /// A request object.
    static func call(_ method: String, _ parameters: JSONValue = .null, id: JSONValue) -> JSONValue {
        .members(
            ("method", .string(method)), ("params", parameters), ("id", id), ("jsonrpc", "2.0"))
    }

    /// A reply with this result.
    static func reply(result: JSONValue) -> JSONValue {
        .members(("jsonrpc", "2.0"), ("result", result), ("id", 1))
    }

    /// The replies of a batch in the order of their ids, which count from 0.
    static func replies(_ batch: JSONValue, count: Int) throws(ClientError) -> [JSONValue] {
        guard case .array(let elements) = batch else { throw .failed("Batch must be an array") }
        var replies = [JSONValue](repeating: .null, count: count)
        for element in elements {
            guard case .object = element else { throw .failed("Batch member must be an object") }
            guard let id = element["id"].integer, replies.indices.contains(Int(id)) else {
                throw .failed("Batch member id is larger than batch size")
            }
            replies[Int(id)] = element
        }
        return replies
    }
}

/// A command of the node, with its words from the command line.
struct NodeCommand: ClientCommand {
    var method: String
    var words: [String]
    var isNamed = false
    var id = "1"

    func request() throws -> JSONValue {
        let conversion = CommandLineConversion(for: RPCCommand.declared[method])
        let parameters = try isNamed ? conversion.named(words) : conversion.positional(words)
        return Self.call(method, parameters, id: .string(id))
    }
}

/// `-addrinfo`: how many addresses the node knows.
struct AddressInfoCommand: ClientCommand {
    var words: [String]

    func request() throws -> JSONValue {
        guard words.isEmpty else { throw ClientError.failed("-addrinfo takes no arguments") }
        return Self.call("getaddrmaninfo", id: 1)
    }

    func reply(_ json: JSONValue) throws -> JSONValue {
        guard json["error"].isNull else {
            if json["error"]["code"].integer == Int64(RPCError.Code.methodNotFound.rawValue) {
                throw ClientError.failed(
                    "-addrinfo requires bitcoind v26.0 or later which supports getaddrmaninfo RPC. Please "
                        + "upgrade your node or use bitcoin-cli from the same version.")
            }
            return json
        }
        var addresses = JSONObject()
        for (network, counts) in try json["result"].requireObject() {
            addresses.append(network == "all_networks" ? "total" : network, counts["total"])
        }
        return Self.reply(result: .members(("addresses_known", .object(addresses))))
    }
}

/// `-generate`: blocks that pay to a new address of the wallet.
struct GenerateCommand: ClientCommand {
    var address: String
    var words: [String]

    func request() throws -> JSONValue {
        guard words.count <= 2 else {
            throw ClientError.failed("too many arguments (maximum 2 for nblocks and maxtries)")
        }
        guard words.first != "0" else {
            throw ClientError.failed(
                "the first argument (number of blocks to generate, default: 1) must be an integer value "
                    + "greater than zero")
        }
        let all = [words.first ?? "1", address] + words.dropFirst()
        let conversion = CommandLineConversion(for: GeneratingCommands.generateToAddress)
        return Self.call("generatetoaddress", try conversion.positional(all), id: 1)
    }

    func reply(_ json: JSONValue) throws -> JSONValue {
        guard json["error"].isNull else { return json }
        return Self.reply(
            result: .members(("address", .string(address)), ("blocks", json["result"])))
    }
}
