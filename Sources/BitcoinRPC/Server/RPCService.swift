import BitcoinCommands
import BitcoinSupport

/// The HTTP side of a node as its options want it: server, users and their rights.
///
/// ``init(_:table:)`` listens, ``start()`` serves. At the end come ``interrupt()`` and
/// ``stop(within:)``.
public final class RPCService: Sendable {
    /// The server, on which further paths may be registered before ``start()``.
    public let http: HTTPServer
    /// What carries the requests out.
    public let server: RPCServer
    /// The cookie that this run has made.
    private let cookie: AuthenticationCookie?

    /// Takes the addresses and settles who may do what.
    public init(_ arguments: Arguments, table: RPCTable) async throws(RPCServiceError) {
        http = HTTPServer(try HTTPServer.Configuration(arguments))
        do {
            try await http.bind()
        } catch {
            Log.error(error.description)
            await http.stop()
            throw .seeLog
        }
        Log.debug(.rpc) { "Starting RPC" }
        Log.debug(.rpc) { "Starting HTTP RPC server" }
        do {
            var authenticator = RPCAuthenticator()
            cookie = try Self.addUsers(of: arguments, to: &authenticator)
            server = RPCServer(
                table, authenticator: authenticator, whitelist: RPCWhitelist(arguments),
                logsPeers: arguments.bool("logips", default: false))
        } catch {
            await http.stop()
            throw error
        }
        server.register(on: http)
    }

    /// Serves from now on.
    public func start() {
        http.start()
    }

    /// Refuses all further requests. Commands that are running go on.
    public func interrupt() {
        http.interrupt()
        Log.debug(.rpc) { "Interrupting HTTP RPC server" }
        Log.debug(.rpc) { "Interrupting RPC" }
    }

    /// Waits for running commands, at most for the given time, and closes everything.
    public func stop(within limit: Duration = .seconds(30)) async {
        Log.debug(.rpc) { "Stopping HTTP RPC server" }
        Log.debug(.rpc) { "Stopping RPC" }
        cookie?.delete()
        Log.debug(.rpc) { "RPC stopped." }
        await http.stop(within: limit)
    }

    // MARK: Users

    /// Knows the users that the options name, and the cookie if no password is set. Gives the
    /// cookie if it was written.
    private static func addUsers(
        of arguments: Arguments, to authenticator: inout RPCAuthenticator
    ) throws(RPCServiceError) -> AuthenticationCookie? {
        var written: AuthenticationCookie?
        let password = arguments.string("rpcpassword", default: "")
        if password.isEmpty {
            let permissions = try cookiePermissions(arguments)
            if let cookie = AuthenticationCookie(arguments) {
                do {
                    let password = try cookie.generate(permissions: permissions)
                    authenticator.add(RPCCredential(user: AuthenticationCookie.user, password: password))
                } catch {
                    throw .seeLog
                }
                written = cookie
                Log.info("Using random cookie authentication.")
            } else {
                Log.info("RPC authentication cookie file generation is disabled.")
            }
        } else {
            Log.info("Using rpcuser/rpcpassword authentication.")
            Log.warning(
                "The use of rpcuser/rpcpassword is less secure, because credentials are configured in plain "
                    + "text. It is recommended that locally-run instances switch to cookie-based auth, or "
                    + "otherwise to use hashed rpcauth credentials. See share/rpcauth in the source "
                    + "directory for more information.")
            authenticator.add(
                RPCCredential(user: arguments.string("rpcuser", default: ""), password: password))
        }

        let declared = arguments.list("rpcauth")
        if !declared.isEmpty { Log.info("Using rpcauth authentication.") }
        for text in declared {
            guard let credential = RPCCredential(rpcauth: text) else {
                Log.warning("Invalid -rpcauth argument.")
                written?.delete()
                throw .seeLog
            }
            authenticator.add(credential)
        }
        return written
    }

    private static func cookiePermissions(
        _ arguments: Arguments
    ) throws(RPCServiceError) -> AuthenticationCookie.Permissions? {
        guard let text = arguments.string("rpccookieperms") else { return nil }
        guard let permissions = AuthenticationCookie.Permissions(rawValue: text) else {
            Log.error("Invalid -rpccookieperms=\(text); must be one of 'owner', 'group', or 'all'.")
            throw .seeLog
        }
        return permissions
    }
}
