import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport

/// The commands of the wallets, without HTTP around them.
struct WalletRpc: Rpc {
    let table: RPCTable
    /// Called before each answer: whoever reads it finds in the log what led to it.
    let flushLog: @Sendable () async -> Void

    func executeRpc(request: JSONValue, uri: String, user: String) async throws -> JSONValue {
        let id = request["id"]
        let outcome = await outcome(of: request, caller: RPCCaller(uri: uri, user: user))
        await flushLog()
        switch outcome {
        case .success(let result):
            return .members(("result", result), ("error", .null), ("id", id))
        case .failure(let error):
            return .members(("result", .null), ("error", error.json), ("id", id))
        }
    }

    // A function of its own: the optimiser of Swift 6.3 crashes on a typed error that is caught where others are
    // thrown.
    private func outcome(of request: JSONValue, caller: RPCCaller) async -> Result<JSONValue, RPCError> {
        guard let method = request["method"].string else {
            return .failure(RPCError(.invalidRequest, "Missing method"))
        }
        do throws(RPCError) {
            return .success(try await table.execute(method, request["params"], caller: caller))
        } catch {
            return .failure(error)
        }
    }
}
