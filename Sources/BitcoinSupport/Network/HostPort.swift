/// The two parts of `host:port`, where either host or port may be missing.
public struct HostPort: Sendable, Equatable {
    /// What stands before the port, without the brackets of IPv6.
    public var host: String
    /// The port, if there is one.
    public var port: UInt16?

    /// Takes the text apart. `nil` if there is a port, but not a valid one.
    ///
    /// A colon separates a port if what precedes it is in brackets, or if it is the only one.
    public init?(_ text: String) {
        var host = text[...]
        if let colon = text.lastIndex(of: ":") {
            let before = text[..<colon]
            let isBracketed = before.hasPrefix("[") && before.hasSuffix("]")
            if before.isEmpty || isBracketed || !before.contains(":") {
                let digits = text[text.index(after: colon)...]
                guard let port = Self.port(digits) else { return nil }
                self.port = port
                host = before
            }
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        self.host = String(host)
    }

    /// A port from its digits; 0 is none.
    public static func port(_ digits: some StringProtocol) -> UInt16? {
        guard digits.utf8.first != UInt8(ascii: "+"), let port = UInt16(digits), port != 0 else {
            return nil
        }
        return port
    }
}
