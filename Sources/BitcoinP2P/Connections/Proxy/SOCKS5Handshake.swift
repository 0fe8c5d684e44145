/// What is said to a SOCKS5 proxy before it connects (RFC1928, RFC1929). A pure value: it does no I/O.
///
/// Hosts are always named by their text, so that the proxy looks up names and this node asks nobody.
struct SOCKS5Handshake: Sendable {
    /// A name and password for the proxy.
    struct Credentials: Sendable, Hashable {
        var name: String
        var password: String
    }

    /// What is to be done after bytes have come.
    enum Action: Sendable, Hashable {
        /// Wait for more.
        case wait
        /// Send these bytes.
        case send([UInt8])
        /// The proxy is connected; these bytes are the first from the other end.
        case connected(rest: [UInt8])
        /// It will not work. The text goes to the log; whether that is unusual enough for everybody to see.
        case fail(String, isLoud: Bool)
    }

    private enum State {
        case method
        case authentication
        case reply
        case finished
    }

    private static let version: UInt8 = 5
    private static let authenticationVersion: UInt8 = 1
    private static let withoutAuthentication: UInt8 = 0
    private static let withPassword: UInt8 = 2
    private static let commandConnect: UInt8 = 1
    private static let maximumText = 255

    private enum AddressType {
        static let ipv4: UInt8 = 1
        static let name: UInt8 = 3
        static let ipv6: UInt8 = 4
    }

    private let host: String
    private let port: UInt16
    private let credentials: Credentials?
    private var state = State.method
    private var buffer: [UInt8] = []

    /// A handshake that leads to a host; nil if the proxy cannot be told of it.
    init?(host: String, port: UInt16, credentials: Credentials?) {
        guard host.utf8.count <= Self.maximumText,
            credentials.map({ max($0.name.utf8.count, $0.password.utf8.count) <= Self.maximumText }) ?? true
        else { return nil }
        self.host = host
        self.port = port
        self.credentials = credentials
    }

    /// What is sent first: the ways to authenticate.
    var opening: [UInt8] {
        credentials == nil
            ? [Self.version, 1, Self.withoutAuthentication]
            : [Self.version, 2, Self.withoutAuthentication, Self.withPassword]
    }

    /// Takes in bytes from the proxy.
    mutating func receive(_ bytes: [UInt8]) -> Action {
        buffer += bytes
        switch state {
        case .method: return readMethod()
        case .authentication: return readAuthentication()
        case .reply: return readReply()
        case .finished: return .wait
        }
    }

    private mutating func fail(_ text: String, isLoud: Bool = true) -> Action {
        state = .finished
        buffer = []
        return .fail(text, isLoud: isLoud)
    }

    private mutating func readMethod() -> Action {
        guard buffer.count >= 2 else { return .wait }
        let (version, method) = (buffer[0], buffer[1])
        buffer.removeFirst(2)
        guard version == Self.version else { return fail("Proxy failed to initialize") }
        switch (method, credentials) {
        case (Self.withPassword, let credentials?):
            state = .authentication
            return .send(
                [Self.authenticationVersion] + Self.text(credentials.name) + Self.text(credentials.password))
        case (Self.withoutAuthentication, _):
            return request()
        default:
            let digits = String(method, radix: 16)
            return fail(
                "Proxy requested wrong authentication method " + (digits.count < 2 ? "0" : "") + digits)
        }
    }

    private static func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }

    private mutating func readAuthentication() -> Action {
        guard buffer.count >= 2 else { return .wait }
        guard buffer[0] == Self.authenticationVersion, buffer[1] == 0 else {
            return fail("Proxy authentication unsuccessful")
        }
        buffer.removeFirst(2)
        return request()
    }

    private mutating func request() -> Action {
        state = .reply
        return .send(
            [Self.version, Self.commandConnect, 0, AddressType.name] + Self.text(host)
                + [UInt8(port >> 8), UInt8(port & 0xFF)])
    }

    private mutating func readReply() -> Action {
        guard buffer.count >= 4 else { return .wait }
        guard buffer[0] == Self.version else { return fail("Proxy failed to accept request") }
        guard buffer[1] == 0 else {
            return fail(
                "Socks5() connect to \(host):\(port) failed: \(SOCKS5Reply.text(buffer[1]))", isLoud: false)
        }
        guard buffer[2] == 0 else { return fail("Error: malformed proxy response") }
        let addressEnd: Int
        switch buffer[3] {
        case AddressType.ipv4: addressEnd = 4 + 4
        case AddressType.ipv6: addressEnd = 4 + 16
        case AddressType.name:
            guard buffer.count > 4 else { return .wait }
            addressEnd = 5 + Int(buffer[4])
        default: return fail("Error: malformed proxy response")
        }
        // After the address there is a port.
        guard buffer.count >= addressEnd + 2 else { return .wait }
        state = .finished
        defer { buffer = [] }
        return .connected(rest: Array(buffer[(addressEnd + 2)...]))
    }
}

/// Why a proxy did not connect (RFC1928, and Tor's additions).
enum SOCKS5Reply {
    static func text(_ code: UInt8) -> String {
        switch code {
        case 0x01: "general failure"
        case 0x02: "connection not allowed"
        case 0x03: "network unreachable"
        case 0x04: "host unreachable"
        case 0x05: "connection refused"
        case 0x06: "TTL expired"
        case 0x07: "protocol error"
        case 0x08: "address type not supported"
        case 0xF0: "onion service descriptor can not be found"
        case 0xF1: "onion service descriptor is invalid"
        case 0xF2: "onion service introduction failed"
        case 0xF3: "onion service rendezvous failed"
        case 0xF4: "onion service missing client authorization"
        case 0xF5: "onion service wrong client authorization"
        case 0xF6: "onion service invalid address"
        case 0xF7: "onion service introduction timed out"
        default: "unknown (0x\(code < 16 ? "0" : "")\(String(code, radix: 16)))"
        }
    }
}
