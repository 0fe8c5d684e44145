/// Who is at the other end of a connection, as the transport knows it.
public struct ConnectedPeer: Sendable, Hashable {
    /// The user's name; empty where the transport does not tell.
    public var user: String
    /// The process's number; `nil` where the transport does not tell.
    public var processIdentifier: Int32?
    /// The number of the connection, which no other of this process has; 0 for what is none.
    public var connection: Int

    /// A peer; without arguments one of which nothing is known.
    public init(user: String = "", processIdentifier: Int32? = nil, connection: Int = 0) {
        self.user = user
        self.processIdentifier = processIdentifier
        self.connection = connection
    }
}

/// How the bytes of a connection travel.
public enum ConnectionTransport: String, Sendable, CaseIterable {
    /// Over a unix socket: the system says who the peer is.
    case unix
    /// Over TCP on this machine: nobody says who the peer is.
    case tcp
    /// Over TCP with TLS: the peer's key says who it is.
    case tls
}

/// A connection, and what it has been used for.
public struct ConnectionInfo: Sendable, Hashable {
    /// Where the peer connected.
    public var address: String
    /// How it is connected.
    public var transport: ConnectionTransport
    /// The address and port that it comes from; `nil` where that says nothing.
    public var origin: String?
    /// Who it is.
    public var peer: ConnectedPeer
    /// What it may do.
    public var grants: Set<ListenerAddress.Grant>
    /// For how long it has been connected.
    public var age: Duration
    /// Calls that are over.
    public var calls: Int
    /// Calls that run or wait.
    public var callsInFlight: Int
    /// Calls beyond a limit, which were refused.
    public var refusedCalls: Int
    /// Bytes of messages that it has sent.
    public var bytesReceived: UInt64
    /// Bytes of messages that were sent to it.
    public var bytesSent: UInt64
    /// Bytes of messages that are held for it.
    public var bytesInFlight: UInt64
    /// Objects that it holds, such as block templates.
    public var objects: Int
    /// Threads that it holds.
    public var threads: Int
    /// How long the calls took together that are over.
    public var callTime: Duration
    /// How long the longest took.
    public var longestCall: Duration

    /// A connection that nothing was done on yet.
    public init(
        address: String, transport: ConnectionTransport = .unix, origin: String? = nil, peer: ConnectedPeer,
        grants: Set<ListenerAddress.Grant>, age: Duration,
        calls: Int = 0,
        callsInFlight: Int = 0, refusedCalls: Int = 0, bytesReceived: UInt64 = 0, bytesSent: UInt64 = 0,
        bytesInFlight: UInt64 = 0, objects: Int = 0, threads: Int = 0, callTime: Duration = .zero,
        longestCall: Duration = .zero
    ) {
        self.address = address
        self.transport = transport
        self.origin = origin
        self.peer = peer
        self.grants = grants
        self.age = age
        self.calls = calls
        self.callsInFlight = callsInFlight
        self.refusedCalls = refusedCalls
        self.bytesReceived = bytesReceived
        self.bytesSent = bytesSent
        self.bytesInFlight = bytesInFlight
        self.objects = objects
        self.threads = threads
        self.callTime = callTime
        self.longestCall = longestCall
    }
}

/// Who may connect to a unix socket; root always may.
public enum ListenerPermissions: String, Sendable, CaseIterable {
    /// Processes of the node's user.
    case owner
    /// Those of the node's group as well.
    case group
    /// Every process of this machine.
    case all
}
