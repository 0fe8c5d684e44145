import BitcoinCommands
import BitcoinSupport

/// The two dialects of JSON-RPC that are spoken.
enum JSONRPCVersion: Sendable {
    /// 1.0 and 1.1: a reply has both result and error, and errors give HTTP errors.
    case legacy
    /// 2.0: a reply has either, and HTTP is fine with both.
    case two
}

/// One request object: what is to be called, and how to answer.
struct JSONRPCCall: Sendable {
    /// What the reply is marked with; `nil` if the request has no id at all.
    var id: JSONValue? = .null
    var version = JSONRPCVersion.legacy
    var method = ""
    var parameters: JSONValue = []

    /// Whether no answer is wanted.
    var isNotification: Bool { id == nil && version == .two }

    /// Takes a request object apart. What was understood before an error is kept, for the reply.
    mutating func parse(_ request: JSONValue) throws(RPCError) {
        self = JSONRPCCall()
        guard case .object(let request) = request else {
            throw RPCError(.invalidRequest, "Invalid Request object")
        }
        id = request["id"]

        switch request["jsonrpc"] ?? .null {
        case .null, "1.0": version = .legacy
        case "2.0": version = .two
        case .string: throw RPCError(.invalidRequest, "JSON-RPC version not supported")
        default: throw RPCError(.invalidRequest, "jsonrpc field must be a string")
        }

        switch request["method"] ?? .null {
        case .string(let method): self.method = method
        case .null: throw RPCError(.invalidRequest, "Missing method")
        default: throw RPCError(.invalidRequest, "Method must be a string")
        }

        switch request["params"] ?? .null {
        case .array(let elements): parameters = .array(elements)
        case .object(let members): parameters = .object(members)
        case .null: parameters = []
        default: throw RPCError(.invalidRequest, "Params must be an array or object")
        }
    }

    /// The reply object.
    func reply(_ outcome: Result<JSONValue, RPCError>) -> JSONValue {
        var reply = JSONObject()
        if version == .two { reply.append("jsonrpc", "2.0") }
        switch outcome {
        case .success(let result):
            reply.append("result", result)
            if version == .legacy { reply.append("error", .null) }
        case .failure(let error):
            if version == .legacy { reply.append("result", .null) }
            reply.append("error", error.json)
        }
        if let id { reply.append("id", id) }
        return .object(reply)
    }
}
