import BitcoinSupport

/// A TCP address at which both sides prove who they are and nobody else can read: every one but loopback's, and that,
/// too, where `,tls` says so.
public struct SecureAddress: Sendable, Hashable, CustomStringConvertible {
    /// A numeric address or a name.
    public let host: String
    /// The port; 0 lets the system choose one to listen at.
    public let port: UInt16
    private let isMarked: Bool

    private static let scheme = "tcp:"
    private static let mark = ",tls"

    /// An address by its parts.
    init(host: String, port: UInt16, isMarked: Bool) {
        self.host = host
        self.port = port
        self.isMarked = isMarked
    }

    /// Reads `tcp:HOST:PORT` or `tcp:HOST:PORT,tls`; `nil` if it is an address of another kind, or none.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.scheme) else { return nil }
        let isMarked = text.hasSuffix(Self.mark)
        let place = text.dropFirst(Self.scheme.count).dropLast(isMarked ? Self.mark.count : 0)
        guard let colon = place.lastIndex(of: ":"), let port = UInt16(place[place.index(after: colon)...])
        else {
            return nil
        }
        var host = place[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, isMarked || !Self.isLoopback(String(host)) else { return nil }
        self.init(host: String(host), port: port, isMarked: isMarked)
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" { return true }
        guard let address = IPAddress(host) else { return false }
        if address.isIPv4 { return address.bytes.first == 127 }
        return address.bytes.dropLast().allSatisfy { $0 == 0 } && address.bytes.last == 1
    }

    /// The address as it would be given on the command line.
    public var description: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(Self.scheme)\(host):\(port)\(isMarked ? Self.mark : "")"
    }

    /// The same with the port that the system has chosen.
    func bound(to port: Int?) -> SecureAddress {
        guard let port = port.flatMap(UInt16.init) else { return self }
        return SecureAddress(host: host, port: port, isMarked: isMarked)
    }
}
