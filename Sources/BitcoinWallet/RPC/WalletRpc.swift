import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport

/// The commands of the wallets, without HTTP around them.
struct WalletRpc: Rpc {
    let table: RPCTable

    func executeRpc(request: JSONValue, uri: String, user: String) async throws -> JSONValue {
        let id = request["id"]
        do {
            guard let method = request["method"].string else {
                throw RPCError(.invalidRequest, "Missing method")
            }
            let result = try await table.execute(
                method, request["params"], caller: RPCCaller(uri: uri, user: user))
            return .members(("result", result), ("error", .null), ("id", id))
        } catch {
            return .members(("result", .null), ("error", RPCError(error).json), ("id", id))
        }
    }
}
