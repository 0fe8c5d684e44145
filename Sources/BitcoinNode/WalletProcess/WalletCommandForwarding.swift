import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport

/// Passes commands for wallets on to the process that has the wallets.
struct WalletCommandForwarding: Sendable {
    /// What the process may open besides its own; `nil` for a process that has settled that itself.
    private let grants: WalletGrants?
    private let rpc: @Sendable () async throws -> any Rpc

    /// Serves the commands of a wallet process. Undone by unregistering what is returned.
    ///
    /// - Parameter rpc: the process, which may be one that has still to start.
    static func register(
        in table: RPCTable, granting grants: WalletGrants? = nil,
        _ rpc: @escaping @Sendable () async throws -> any Rpc
    ) -> [RPCTable.Registration] {
        let forwarding = WalletCommandForwarding(grants: grants, rpc: rpc)
        return WalletCommands.served.map { command in
            table.register(command) { try await forwarding.forward($0) }
        }
    }

    private func forward(_ request: RPCRequest) async throws -> JSONValue {
        let call: JSONValue = .members(
            ("jsonrpc", "2.0"), ("id", 0), ("method", .string(request.command.name)),
            ("params", .array(request.arguments)))
        let rpc = try await rpc()
        let file = grants?.begin(request)
        defer { if let file { grants?.end(file) } }
        let reply: JSONValue
        do {
            reply = try await rpc.executeRpc(
                request: call, uri: request.caller.uri, user: request.caller.user)
        } catch {
            throw RPCError(.miscellaneous, "The wallet process did not answer: \(error)")
        }
        let error = reply["error"]
        guard error.isNull else {
            throw RPCError(
                RPCError.Code(
                    rawValue: error["code"].number?.integer() ?? RPCError.Code.miscellaneous.rawValue),
                error["message"].string ?? "\(error)")
        }
        return reply["result"]
    }
}
