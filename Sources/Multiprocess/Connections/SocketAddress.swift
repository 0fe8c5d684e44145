import Glibc

/// Where a process listens or connects, as `-ipcbind` and `-ipcconnect` name it.
public enum IPCAddress: Sendable, Equatable, CustomStringConvertible {
    /// A unix socket at this path.
    case unix(path: String)
    /// A TCP port of this machine's loopback interface, as its numeric address.
    case loopback(host: String, port: UInt16)

    /// The address is not one that can be used.
    public struct Invalid: Error, CustomStringConvertible, Equatable {
        /// What is wrong with it, in upstream's words where it has any.
        public let description: String
    }

    /// Reads `unix`, `unix:PATH` (relative to the data directory) or `tcp:ADDRESS:PORT`.
    ///
    /// - Parameter program: names the default socket of the process at the listening end: `bitcoin-node` listens
    ///   at `node.sock`.
    public init(_ text: String, dataDirectory: String, program: String) throws(Invalid) {
        if text == "unix" || text.hasPrefix("unix:") {
            let name = text.dropFirst(5)
            let prefix = "bitcoin-"
            let program = program.hasPrefix(prefix) ? program.dropFirst(prefix.count) : Substring(program)
            let path = Self.join(dataDirectory, name.isEmpty ? "\(program).sock" : String(name))
            guard path.utf8.count < Self.unixPathCapacity else {
                throw Invalid(
                    description: "Unix address path \"\(path)\" exceeded maximum socket path length")
            }
            self = .unix(path: path)
        } else if text.hasPrefix("tcp:"), let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]),
            colon > text.index(text.startIndex, offsetBy: 4)
        {
            let host = text[text.index(text.startIndex, offsetBy: 4)..<colon]
            self = .loopback(host: try Self.checkedLoopback(String(host), in: text), port: port)
        } else {
            throw Invalid(description: "Unrecognized address '\(text)'")
        }
    }

    /// The address as it would be given on the command line.
    public var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .loopback(let host, let port):
            host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
        }
    }

    /// The size of `sun_path`, with the zero that ends it.
    static let unixPathCapacity = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

    private static func join(_ directory: String, _ path: String) -> String {
        if path.hasPrefix("/") || directory.isEmpty { return path }
        return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
    }

    private static func checkedLoopback(_ host: String, in text: String) throws(Invalid) -> String {
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if bare == "localhost" { return "127.0.0.1" }
        var v4 = in_addr()
        if inet_pton(AF_INET, bare, &v4) == 1 {
            if UInt32(bigEndian: v4.s_addr) >> 24 == 127 { return bare }
        } else {
            var v6 = in6_addr()
            guard inet_pton(AF_INET6, bare, &v6) == 1 else {
                throw Invalid(description: "Unrecognized address '\(text)'")
            }
            let bytes = withUnsafeBytes(of: v6) { [UInt8]($0) }
            if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes.last == 1 { return "::1" }
        }
        throw Invalid(
            description:
                "Address '\(text)' is not on the loopback interface, and nothing goes beyond it in the clear")
    }
}
