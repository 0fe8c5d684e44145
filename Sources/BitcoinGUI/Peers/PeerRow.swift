import BitcoinSupport

/// A peer as users see it.
public struct PeerRow: Sendable, Equatable {
    /// The node's number of the peer.
    public var id: Int64
    /// Its address.
    public var address: String
    /// Whether it has connected to this node.
    public var isInbound: Bool
    /// What the connection is for, such as `outbound-full-relay`.
    public var connectionType: String
    /// The network that it is reached by.
    public var network: String
    /// What it says that it is.
    public var userAgent: String
    /// The shortest round trip so far, in seconds.
    public var pingSeconds: Double?
    /// What has come in from it, in bytes.
    public var receivedBytes: UInt64
    /// What has gone out to it, in bytes.
    public var sentBytes: UInt64
    /// When the connection was made, in seconds since 1970.
    public var connectedSeconds: Int64
    /// Everything that the node tells of it, by name.
    public var details: [Fact]

    /// Reads an entry of `getpeerinfo`; `nil` if it is none.
    init?(_ entry: JSONValue) {
        guard let id: Int64 = entry["id"].number?.integer(), case .object(let object) = entry else {
            return nil
        }
        self.id = id
        address = entry["addr"].string ?? ""
        isInbound = entry["inbound"].bool ?? false
        connectionType = entry["connection_type"].string ?? ""
        network = entry["network"].string ?? ""
        userAgent = entry["subver"].string ?? ""
        pingSeconds = Double(entry["minping"].number?.description ?? "")
        receivedBytes = entry["bytesrecv"].number?.integer() ?? 0
        sentBytes = entry["bytessent"].number?.integer() ?? 0
        connectedSeconds = entry["conntime"].number?.integer() ?? 0
        details = object.compactMap { name, value in
            if case .object = value { return nil }
            return Fact(name, Self.words(name, value))
        }
    }

    /// Fields that are times in seconds since 1970; 0 for never.
    private static let times: Set = [
        "conntime", "lastsend", "lastrecv", "last_transaction", "last_block",
    ]
    private static let byteCounts: Set = ["bytessent", "bytesrecv"]

    private static func words(_ name: String, _ value: JSONValue) -> String {
        if let text = value.string { return text }
        if let isTrue = value.bool { return isTrue ? "yes" : "no" }
        if let list = value.array { return list.map { $0.string ?? "\($0)" }.joined(separator: ", ") }
        if times.contains(name), let seconds: Int64 = value.number?.integer() {
            return seconds == 0 ? "never" : LocalTime.text(seconds)
        }
        if byteCounts.contains(name), let count: UInt64 = value.number?.integer() {
            return Words.bytes(count)
        }
        return "\(value)"
    }

    /// Reads the answer of `getpeerinfo`.
    public static func rows(_ answer: JSONValue) -> [PeerRow] {
        (answer.array ?? []).compactMap(PeerRow.init)
    }

    /// By everything that is shown in the list.
    public static func == (a: Self, b: Self) -> Bool {
        a.id == b.id && a.receivedBytes == b.receivedBytes && a.sentBytes == b.sentBytes
            && a.pingSeconds == b.pingSeconds
    }

    /// The address without its port, for a ban.
    public var host: String {
        guard let colon = address.lastIndex(of: ":") else { return address }
        let host = address[..<colon]
        return host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host)
    }
}

/// A ban as users see it.
public struct BanRow: Sendable, Equatable {
    /// The address or network that is banned.
    public var subnet: String
    /// Until when, in seconds since 1970.
    public var untilSeconds: Int64

    /// Reads the answer of `listbanned`.
    public static func rows(_ answer: JSONValue) -> [BanRow] {
        (answer.array ?? []).map { entry in
            BanRow(
                subnet: entry["address"].string ?? "",
                untilSeconds: entry["banned_until"].number?.integer() ?? 0)
        }
    }
}
