import BitcoinSupport

/// The JSON-RPC commands of a process, without HTTP around them.
public protocol Rpc: Sendable {
    /// Carries out one request object, or a batch of them, and returns the response object or objects.
    ///
    /// - Parameters:
    ///   - request: what would be the body of the HTTP request.
    ///   - uri: what would be its path, such as `/wallet/name`.
    ///   - user: who asks, for the log and for the per-user command lists.
    func executeRpc(request: JSONValue, uri: String, user: String) async throws -> JSONValue
}
