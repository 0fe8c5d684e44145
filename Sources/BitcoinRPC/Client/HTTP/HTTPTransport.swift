import BitcoinSupport

/// The way to a node over HTTP, with the address and the password that the options give.
struct HTTPTransport: RPCTransport {
    private enum Credentials: Equatable {
        case password(String)
        case cookie(String)
        case unreadableCookie
        case disabledCookie
    }

    private let client: HTTPClient
    private let arguments: Arguments

    init(_ arguments: Arguments) throws(ClientError) {
        let (host, port) = try Self.address(arguments)
        let seconds = arguments.integer("rpcclienttimeout", default: 900)
        client = HTTPClient(host: host, port: port, timeout: seconds > 0 ? .seconds(seconds) : nil)
        self.arguments = arguments
    }

    /// `-rpcport` goes before a port in `-rpcconnect`, and that before the network's own.
    private static func address(_ arguments: Arguments) throws(ClientError) -> (String, UInt16) {
        let connect = arguments.string("rpcconnect", default: "127.0.0.1")
        guard let address = HostPort(connect) else {
            throw .failed("Invalid port provided in -rpcconnect: \(connect)")
        }
        guard let text = arguments.string("rpcport") else {
            return (address.host, address.port ?? arguments.selectedChain.defaultRPCPort)
        }
        guard let port = HostPort.port(text) else {
            throw .failed("Invalid port provided in -rpcport: \(text)")
        }
        if address.port != nil {
            StandardError.write(
                "Warning: Port specified in both -rpcconnect and -rpcport. Using -rpcport \(port)\n")
        }
        return (address.host, port)
    }

    func execute(_ request: JSONValue, path: String, user: String) async throws -> JSONValue {
        let credentials = credentials(user: user)
        let response: HTTPClientResponse
        do {
            response = try await client.post(
                path,
                headers: [
                    "Content-Type": "application/json",
                    "Authorization": "Basic \(Base64.encode(Array(Self.text(credentials).utf8)))",
                ], body: request.description + "\n")
        } catch {
            throw ClientError.connectionFailed(
                """
                Error while attempting to communicate with server \(client.host):\(client.port) (\(error))

                Make sure the bitcoind server is running and that you are connecting to the correct RPC port.
                Use "bitcoin-cli -help" for more info.
                """)
        }
        return try reply(response, credentials: credentials, user: user)
    }

    private func reply(
        _ response: HTTPClientResponse, credentials: Credentials, user: String
    ) throws(ClientError) -> JSONValue {
        switch HTTPStatus(rawValue: response.status) {
        case .unauthorized:
            let message =
                "Authorization failed: \(Self.complaint(credentials)) "
                + "Configuration file: (\(arguments.configurationPath))"
            // A node that is just starting listens a moment before it has written its cookie, and the
            // one of its last run may still be there. It answers when the new one is written.
            if credentials != self.credentials(user: user) { throw .connectionFailed(message) }
            throw .failed(message)
        case .serviceUnavailable:
            throw .failed("Server response: \(String(decoding: response.body, as: UTF8.self))")
        case .badRequest, .notFound, .internalServerError:
            break
        default:
            if response.status >= 400 { throw .failed("server returned HTTP error \(response.status)") }
        }
        guard !response.body.isEmpty else { throw .failed("no response from server") }
        guard let reply = try? JSONValue(parsing: response.body) else {
            throw .failed("couldn't parse reply from server")
        }
        return reply
    }

    // MARK: Credentials

    private func credentials(user: String) -> Credentials {
        let password = arguments.string("rpcpassword", default: "")
        guard password.isEmpty else { return .password("\(user):\(password)") }
        guard let cookie = AuthenticationCookie(arguments) else { return .disabledCookie }
        return cookie.read().map { .cookie($0) } ?? .unreadableCookie
    }

    private static func text(_ credentials: Credentials) -> String {
        switch credentials {
        case .password(let text), .cookie(let text): text
        case .unreadableCookie, .disabledCookie: ""
        }
    }

    private static func complaint(_ credentials: Credentials) -> String {
        switch credentials {
        case .password: "Incorrect rpcuser or rpcpassword were specified."
        case .cookie: "Cookie file credentials were invalid and no rpcpassword was specified."
        case .unreadableCookie: "Failed to read cookie file and no rpcpassword was specified."
        case .disabledCookie:
            "Cookie file was disabled via -norpccookiefile and no rpcpassword was specified."
        }
    }
}
