import BitcoinSupport

/// Tells who a client is by the name and password of its request.
public struct RPCAuthenticator: Sendable {
    private var credentials: [RPCCredential]

    /// Knows these users.
    public init(_ credentials: [RPCCredential] = []) {
        self.credentials = credentials
    }

    /// Knows one more user.
    public mutating func add(_ credential: RPCCredential) {
        credentials.append(credential)
    }

    /// The name of the user whose password an `Authorization` field carries.
    func user(authorization: String) -> String? {
        guard authorization.hasPrefix("Basic ") else { return nil }
        let encoded = authorization.dropFirst(6).drop { $0 == " " }
        guard let decoded = Base64.decode(encoded), let colon = decoded.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        let user = Array(decoded[..<colon])
        let password = Array(decoded[(colon + 1)...])
        guard credentials.contains(where: { $0.matches(user: user, password: password) }) else { return nil }
        return String(decoding: user, as: UTF8.self)
    }
}
