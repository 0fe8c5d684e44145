import BitcoinSupport

/// What each client of a node may have at a time.
public struct ConnectionLimits: Sendable, Equatable {
    /// Connections of a process.
    public var connections: Int64?
    /// Threads of a connection.
    public var threads: Int64?
    /// Calls of a connection that run or wait.
    public var calls: Int64?
    /// Bytes of messages of a connection.
    public var bytes: UInt64?
    /// Block templates of a connection.
    public var templates: Int64?

    /// Reads the limits in `getipcinfo`. What is not told has no limit that is known.
    init(_ entry: JSONValue) {
        connections = entry["connections"].number?.integer()
        threads = entry["threads"].number?.integer()
        calls = entry["calls"].number?.integer()
        bytes = entry["bytes"].number?.integer()
        templates = entry["templates"].number?.integer()
    }
}

/// A connection of another process to a node, as users see it.
public struct ConnectionRow: Sendable, Equatable {
    /// Who has connected, in words.
    public var client: String
    /// What makes it another connection than the rest, as far as is told.
    public var identity: String
    /// What it may reach.
    public var grants: [String]
    /// Calls that are over.
    public var calls: Int64
    /// How long a call took on the average, in microseconds.
    public var meanMicroseconds: Int64
    /// How long the longest took, in microseconds.
    public var longestMicroseconds: Int64
    /// Bytes of messages that are held for it.
    public var bytesHeld: UInt64
    /// Everything that the node tells of it, beside what it may have.
    public var details: [Fact]

    /// Reads an entry of the connections in `getipcinfo`.
    init(_ entry: JSONValue, _ limits: ConnectionLimits) {
        func number(_ name: String) -> Int64 { entry[name].number?.integer() ?? 0 }
        func unsigned(_ name: String) -> UInt64 { entry[name].number?.integer() ?? 0 }
        let transport = entry["transport"].string ?? ""
        let (address, user) = (entry["address"].string ?? "", entry["user"].string ?? "")
        let (origin, process) = (entry["origin"].string, entry["pid"].number?.integer(as: Int64.self))
        let place = process.map { "process \($0)" } ?? origin.map { "from \($0)" }
        client = (user.isEmpty ? "this machine" : user) + (place.map { ", \($0)" } ?? "")
        grants = (entry["grants"].array ?? []).compactMap(\.string)
        calls = number("calls")
        meanMicroseconds = number("mean_microseconds")
        longestMicroseconds = number("longest_microseconds")
        bytesHeld = unsigned("bytes_in_flight")
        identity = "\(address) \(client)"
        let transports = [
            "unix": "a socket of this machine", "tcp": "TCP, not encrypted", "tls": "TCP, encrypted by TLS",
        ]
        details = [
            Fact("Address", address), Fact("Transport", transports[transport] ?? transport),
            Fact("May reach", grants.joined(separator: ", ")),
            Fact("Connected for", Words.age(number("duration"))),
            Fact("Calls", "\(calls)"), Fact("Mean call", Words.latency(meanMicroseconds)),
            Fact("Longest call", Words.latency(longestMicroseconds)),
            Fact("Calls under way", Self.share(number("calls_in_flight"), limits.calls)),
            Fact("Calls refused", "\(number("calls_refused"))"),
            Fact("Bytes received", Words.bytes(unsigned("bytes_received"))),
            Fact("Bytes sent", Words.bytes(unsigned("bytes_sent"))),
            Fact("Bytes held", Self.share(bytesHeld, limits.bytes, Words.bytes)),
            Fact("Threads", Self.share(number("threads"), limits.threads)),
            Fact("Block templates", Self.share(number("templates"), limits.templates)),
            Fact("Objects", "\(number("objects"))"),
        ]
    }

    /// So much of what is allowed.
    private static func share<Number: BinaryInteger>(
        _ number: Number, _ limit: Number?, _ words: (Number) -> String = { "\($0)" }
    ) -> String {
        words(number) + (limit.map { " of \(words($0))" } ?? "")
    }
}

/// The connections of other processes to a node.
public struct ConnectionList: Sendable, Equatable {
    /// The addresses that processes can connect to.
    public var listeners: [String]
    /// What each client may have, as far as that is told.
    public var limits: ConnectionLimits
    /// The connections, in the node's order.
    public var rows: [ConnectionRow]

    /// Reads the answer of `getipcinfo`.
    init(_ answer: JSONValue) {
        listeners = (answer["listeners"].array ?? []).compactMap(\.string)
        let limits = ConnectionLimits(answer["limits"])
        self.limits = limits
        rows = (answer["connections"].array ?? []).map { ConnectionRow($0, limits) }
        // Several connections of a process to one address are told apart by their order.
        var counts: [String: Int] = [:]
        for place in rows.indices {
            let identity = rows[place].identity
            counts[identity, default: 0] += 1
            rows[place].identity += " \(counts[identity] ?? 0)"
        }
    }
}
