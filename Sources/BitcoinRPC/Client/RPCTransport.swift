import BitcoinSupport

/// A way to a node that carries out requests.
public protocol RPCTransport: Sendable {
    /// Has a request object or a batch carried out and gives the reply.
    ///
    /// - Parameters:
    ///   - path: `/`, or `/wallet/<name>`.
    ///   - user: who asks.
    func execute(_ request: JSONValue, path: String, user: String) async throws -> JSONValue
}

/// Makes a way to a node through its socket: `unix`, `unix:<path>`, or `auto`, for which `nil` says
/// that there is none and that HTTP is to be tried.
public typealias IPCConnector =
    @Sendable (_ address: String, _ arguments: Arguments) async throws
    -> (any RPCTransport)?

/// What keeps a command from being carried out, apart from its own errors.
public enum ClientError: Error, Equatable, CustomStringConvertible {
    /// The node could not be reached, or is still starting: with `-rpcwait` it is tried again.
    case connectionFailed(String)
    /// Anything else.
    case failed(String)

    /// The message for users.
    public var description: String {
        switch self {
        case .connectionFailed(let message), .failed(let message): message
        }
    }

    /// An error of any kind.
    init(_ error: any Error) {
        self = error as? ClientError ?? .failed(String(describing: error))
    }
}
