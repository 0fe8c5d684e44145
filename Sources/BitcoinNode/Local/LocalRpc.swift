import BitcoinInterfaces
import BitcoinRPC
import BitcoinSupport

/// The commands of this node, without HTTP around them.
struct LocalRpc: Rpc {
    let server: RPCServer
    /// The user that the transport has authenticated.
    let user: String

    /// Carries out a command for the authenticated user: what the client calls itself counts for nothing.
    func executeRpc(request: JSONValue, uri: String, user _: String) async throws -> JSONValue {
        await server.execute(requestJSON: request, uri: uri, user: user)
    }
}
