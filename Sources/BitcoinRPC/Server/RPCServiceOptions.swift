import BitcoinSupport

/// Why the service does not start.
public struct RPCServiceError: Error, CustomStringConvertible {
    /// What users are told, one message after the other.
    public let messages: [String]

    /// The messages.
    public var description: String { messages.joined(separator: "\n") }

    /// What users are told if all that there is to say is in the log.
    static let seeLog = RPCServiceError(
        messages: ["Unable to start HTTP server. See debug log for details."])

    /// The same, but with a reason.
    init(reason: String) {
        messages = [reason] + Self.seeLog.messages
    }

    private init(messages: [String]) {
        self.messages = messages
    }
}

extension HTTPServer.Configuration {
    /// What the options say about the server.
    init(_ arguments: Arguments) throws(RPCServiceError) {
        self.init()
        access = try Self.accessList(arguments)
        endpoints = try Self.endpoints(arguments)
        let timeout = arguments.integer("rpcservertimeout", default: 30)
        idleTimeout = timeout > 0 ? .seconds(timeout) : nil
        concurrency = Int(max(arguments.integer("rpcthreads", default: 16), 1))
        queueDepth = Int(max(arguments.integer("rpcworkqueue", default: 64), 1))
    }

    private static func accessList(_ arguments: Arguments) throws(RPCServiceError) -> AccessList {
        let isCJDNSReachable = arguments.bool("cjdnsreachable", default: false)
        var subnets: [Subnet] = []
        for text in arguments.list("rpcallowip") {
            guard let subnet = Subnet(text), !(isCJDNSReachable && subnet.isCJDNS) else {
                throw RPCServiceError(
                    reason: "Invalid -rpcallowip subnet specification: \(text). Valid values are a single IP "
                        + "(e.g. 1.2.3.4), a network/netmask (e.g. 1.2.3.4/255.255.255.0), a network/CIDR "
                        + "(e.g. 1.2.3.4/24), all ipv4 (0.0.0.0/0), or all ipv6 (::/0). RFC4193 is allowed "
                        + "only if -cjdnsreachable=0.")
            }
            subnets.append(subnet)
        }
        return AccessList(subnets)
    }

    /// This machine only, unless the user says both where to listen and who may connect.
    private static func endpoints(
        _ arguments: Arguments
    ) throws(RPCServiceError) -> [HTTPServer.Endpoint] {
        let defaultPort =
            UInt16(
                truncatingIfNeeded: arguments.integer(
                    "rpcport", default: Int64(arguments.selectedChain.defaultRPCPort)))
        let allowed = arguments.list("rpcallowip")
        let bound = arguments.list("rpcbind")
        guard !allowed.isEmpty, !bound.isEmpty else {
            if !allowed.isEmpty {
                Log.warning(
                    "Option -rpcallowip was specified without -rpcbind; this doesn't usually make sense")
            }
            if !bound.isEmpty {
                Log.warning(
                    "Option -rpcbind was ignored because -rpcallowip was not specified, "
                        + "refusing to allow everyone to connect")
            }
            return ["::1", "127.0.0.1"].map { HTTPServer.Endpoint(host: $0, port: defaultPort) }
        }
        var endpoints: [HTTPServer.Endpoint] = []
        for text in bound {
            guard let address = HostPort(text) else {
                Log.error("Invalid port specified in -rpcbind: '\(text)'")
                throw .seeLog
            }
            endpoints.append(.init(host: address.host, port: address.port ?? defaultPort))
        }
        return endpoints
    }
}

extension RPCWhitelist {
    /// What `-rpcwhitelist` and `-rpcwhitelistdefault` say.
    public init(_ arguments: Arguments) {
        let entries = arguments.list("rpcwhitelist")
        self.init(
            entries, deniesOthers: arguments.bool("rpcwhitelistdefault", default: !entries.isEmpty))
    }
}

extension AuthenticationCookie {
    /// The cookie that `-rpccookiefile` names; `nil` if there is to be none.
    public init?(_ arguments: Arguments) {
        let path = arguments.path("rpccookiefile", default: ".cookie")
        guard !path.isEmpty else { return nil }
        self.init(path: arguments.dataPath(path))
    }
}
