import BitcoinInterfaces
import BitcoinSupport

/// Asks a node by JSON-RPC commands, without HTTP.
public struct CommandCaller: Sendable {
    private let rpc: any Rpc
    private let uri: String

    /// Asks a node, or one of its wallets.
    ///
    /// - Parameter wallet: the name of the wallet that commands are for; `nil` for none.
    public init(_ rpc: any Rpc, wallet: String? = nil) {
        self.rpc = rpc
        uri = wallet.map { "/wallet/\(Self.encoded($0))" } ?? "/"
    }

    /// Carries out a command.
    ///
    /// - Throws: ``CommandError`` with the node's words.
    public func call(_ method: String, _ arguments: JSONValue...) async throws -> JSONValue {
        try await call(method, arguments)
    }

    /// Carries out a command whose arguments are in a list.
    public func call(_ method: String, _ arguments: [JSONValue]) async throws -> JSONValue {
        let request: JSONValue = .members(
            ("jsonrpc", "2.0"), ("id", 0), ("method", .string(method)), ("params", .array(arguments)))
        let reply = try await rpc.executeRpc(request: request, uri: uri, user: "gui")
        let error = reply["error"]
        guard error.isNull else {
            throw CommandError(
                code: error["code"].number?.integer(as: Int64.self) ?? 0,
                message: error["message"].string ?? "\(error)")
        }
        return reply["result"]
    }

    /// A name as a part of a path (RFC 3986).
    static func encoded(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            let character = Character(UnicodeScalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
                text.append(character)
            } else {
                text += "%" + Hex.encode([byte]).uppercased()
            }
        }
        return text
    }
}

/// What a node says of a command that it did not carry out.
public struct CommandError: Error, Hashable, CustomStringConvertible {
    /// The number of the error, as in JSON-RPC.
    public var code: Int64
    /// What is wrong.
    public var message: String

    /// What is wrong.
    public var description: String { message }

    /// Whether what should answer is being started (RPC_IN_WARMUP).
    public var isWarmUp: Bool { code == -28 }

    /// Whether the node has no such command (RPC_METHOD_NOT_FOUND).
    public var isUnknownMethod: Bool { code == -32601 }
}
