import BitcoinCommands
import BitcoinSupport

/// What a request came to.
public struct RPCReply: Sendable {
    /// How HTTP tells it.
    public var status: HTTPStatus
    /// The reply object or the array of them; `nil` where nothing is to be said.
    public var body: JSONValue?
}

/// Carries out JSON-RPC requests, wherever they come from.
///
/// HTTP goes through ``handle(_:)``, which knows passwords; calls from other processes go straight
/// to ``execute(_:caller:)``.
public final class RPCServer: Sendable {
    /// The commands.
    public let table: RPCTable
    private let authenticator: RPCAuthenticator
    private let whitelist: RPCWhitelist
    private let logsPeers: Bool

    /// A server of these commands.
    public init(
        _ table: RPCTable, authenticator: RPCAuthenticator = .init(), whitelist: RPCWhitelist = .init(),
        logsPeers: Bool = false
    ) {
        self.table = table
        self.authenticator = authenticator
        self.whitelist = whitelist
        self.logsPeers = logsPeers
    }

    /// Carries out what another process asks for, as `Rpc.executeRpc` wants it.
    public func execute(requestJSON: JSONValue, uri: String, user: String) async -> JSONValue {
        let reply = await execute(requestJSON, caller: RPCCaller(uri: uri, user: user))
        // HTTP says this by its status alone.
        if reply.status == .forbidden {
            let error = RPCError(
                .miscellaneous, "The user \(user) may not call this command, see -rpcwhitelist")
            return Self.failure(error, of: JSONRPCCall()).body ?? .null
        }
        return reply.body ?? .null
    }

    /// Carries out a request object or a batch of them.
    public func execute(_ request: JSONValue, caller: RPCCaller) async -> RPCReply {
        let permission = whitelist.permission(of: caller.user)
        if case .nothing = permission {
            Log.warning("RPC User \(caller.user) not allowed to call any methods")
            return RPCReply(status: .forbidden)
        }
        switch request {
        case .object:
            return await execute(single: request, caller: caller, permission: permission)
        case .array(let requests):
            return await execute(batch: requests, caller: caller, permission: permission)
        default:
            return Self.failure(RPCError(.parseError, "Top-level object parse error"), of: JSONRPCCall())
        }
    }

    // MARK: Single requests

    private func execute(
        single request: JSONValue, caller: RPCCaller, permission: RPCWhitelist.Permission
    ) async -> RPCReply {
        var call = JSONRPCCall()
        do {
            try parse(request, into: &call, caller: caller)
        } catch {
            return Self.failure(error, of: call)
        }
        guard permission.allows(call.method) else { return Self.forbidden(call.method, to: caller) }

        let outcome = await outcome(of: call, caller: caller)
        if call.isNotification { return RPCReply(status: .noContent) }
        if case .failure(let error) = outcome, call.version == .legacy {
            return Self.failure(error, of: call)
        }
        return RPCReply(status: .ok, body: call.reply(outcome))
    }

    private func parse(
        _ request: JSONValue, into call: inout JSONRPCCall, caller: RPCCaller
    ) throws(RPCError) {
        defer { logCall(call, caller: caller) }
        try call.parse(request)
    }

    private func logCall(_ call: JSONRPCCall, caller: RPCCaller) {
        guard !call.method.isEmpty else { return }
        Log.debug(.rpc) {
            let id = call.id?.scalarText.map(SafeText.sanitized) ?? ""
            let peer = logsPeers ? " peeraddr=\(caller.peer)" : ""
            return
                "ThreadRPCServer method=\(SafeText.sanitized(call.method)) user=\(caller.user)\(peer) id=\(id)"
        }
    }

    private func outcome(of call: JSONRPCCall, caller: RPCCaller) async -> Result<JSONValue, RPCError> {
        do throws(RPCError) {
            return .success(try await table.execute(call.method, call.parameters, caller: caller))
        } catch {
            return .failure(error)
        }
    }

    // MARK: Batches

    private func execute(
        batch requests: [JSONValue], caller: RPCCaller, permission: RPCWhitelist.Permission
    ) async -> RPCReply {
        if case .only = permission {
            for request in requests {
                guard case .object = request else {
                    return Self.failure(
                        RPCError(.invalidRequest, "Invalid Request object"), of: JSONRPCCall())
                }
                guard let method = request["method"].string else {
                    let error = JSONError.wrongKind(actual: request["method"].kind, expected: .string)
                    return Self.failure(RPCError(.parseError, error.description), of: JSONRPCCall())
                }
                guard permission.allows(method) else { return Self.forbidden(method, to: caller) }
            }
        }

        // Whatever happens to one request of a batch, HTTP is fine with the batch.
        var replies: [JSONValue] = []
        for request in requests {
            var call = JSONRPCCall()
            let reply: JSONValue
            do {
                try parse(request, into: &call, caller: caller)
                reply = call.reply(await outcome(of: call, caller: caller))
            } catch {
                reply = call.reply(.failure(error))
            }
            if !call.isNotification { replies.append(reply) }
        }
        // An empty batch is answered, as it always was, by an empty array.
        if replies.isEmpty && !requests.isEmpty { return RPCReply(status: .noContent) }
        return RPCReply(status: .ok, body: .array(replies))
    }

    // MARK: Errors

    /// A reply that HTTP counts as an error, too.
    static func failure(_ error: RPCError, of call: JSONRPCCall) -> RPCReply {
        let status: HTTPStatus =
            switch error.code {
            case .invalidRequest: .badRequest
            case .methodNotFound: .notFound
            default: .internalServerError
            }
        return RPCReply(status: status, body: call.reply(.failure(error)))
    }

    private static func forbidden(_ method: String, to caller: RPCCaller) -> RPCReply {
        Log.warning("RPC User \(caller.user) not allowed to call method \(method)")
        return RPCReply(status: .forbidden)
    }

    // MARK: HTTP

    /// Serves requests that come over HTTP from now on: at `/`, and if there can be wallets at
    /// `/wallet/<name>`.
    public func register(on server: HTTPServer, wallets: Bool = true) {
        server.register("/", isExact: true) { await self.handle($0) }
        if wallets { server.register("/wallet/", isExact: false) { await self.handle($0) } }
    }

    /// Serves them no longer.
    public func unregister(from server: HTTPServer, wallets: Bool = true) {
        server.unregister("/", isExact: true)
        if wallets { server.unregister("/wallet/", isExact: false) }
    }

    /// For how long a wrong password is kept waiting, so that guessing takes time.
    private static let penalty = Duration.milliseconds(250)

    /// Answers an HTTP request.
    func handle(_ request: HTTPRequest) async -> HTTPResponse {
        guard request.method == .post else {
            return HTTPResponse(
                .methodNotAllowed, body: "JSONRPC server handles only POST requests")
        }
        guard let authorization = request.headers.first("Authorization") else { return Self.unauthorized }
        guard let user = authenticator.user(authorization: authorization) else {
            Log.warning("ThreadRPCServer incorrect password attempt from \(request.peer)")
            try? await Task.sleep(for: Self.penalty)
            return Self.unauthorized
        }

        let caller = RPCCaller(uri: request.target, user: user, peer: request.peer)
        let reply: RPCReply
        if let json = try? JSONValue(parsing: Array(request.body.readableBytesView)) {
            reply = await execute(json, caller: caller)
        } else {
            reply = Self.failure(RPCError(.parseError, "Parse error"), of: JSONRPCCall())
        }
        guard let body = reply.body else { return HTTPResponse(reply.status) }
        return HTTPResponse(
            reply.status, headers: ["Content-Type": "application/json"], body: body.description + "\n")
    }

    private static let unauthorized = HTTPResponse(
        .unauthorized, headers: ["WWW-Authenticate": #"Basic realm="jsonrpc""#])
}
