import BitcoinInterfaces
import BitcoinRPC
import BitcoinSupport

/// The commands of this node, without HTTP around them.
struct LocalRpc: Rpc {
    let server: RPCServer

    func executeRpc(request: JSONValue, uri: String, user: String) async throws -> JSONValue {
        await server.execute(requestJSON: request, uri: uri, user: user)
    }
}
