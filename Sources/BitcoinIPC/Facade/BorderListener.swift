import BitcoinInterfaces
import Multiprocess

/// An address on which this process is being served.
struct BorderListener: ProcessListener {
    let listener: Listener
    let grants: Set<ListenerAddress.Grant>

    var address: String { listener.address.description }

    func connections() async -> [ConnectionInfo] {
        await listener.statistics().sorted { $0.connection.start < $1.connection.start }.map {
            connection, used in
            ConnectionInfo(
                address: address, transport: transport, peer: ConnectedPeer(connection), grants: grants,
                age: .now - connection.start, used)
        }
    }

    private var transport: ConnectionTransport {
        switch listener.address {
        case .unix: .unix
        case .loopback: .tcp
        }
    }

    func close() async {
        await listener.close()
    }
}

extension ConnectionInfo {
    /// A connection with what the runtime says of its use.
    init(
        address: String, transport: ConnectionTransport, origin: String? = nil, peer: ConnectedPeer,
        grants: Set<ListenerAddress.Grant>, age: Duration, _ used: ConnectionStatistics
    ) {
        self.init(
            address: address, transport: transport, origin: origin, peer: peer, grants: grants, age: age,
            calls: used.calls, callsInFlight: used.callsInFlight, refusedCalls: used.refusedCalls,
            bytesReceived: used.bytesReceived, bytesSent: used.bytesSent, bytesInFlight: used.bytesInFlight,
            objects: used.objects, threads: used.threads, callTime: used.time, longestCall: used.longest)
    }
}

extension ConnectedPeer {
    /// What the system says of a peer.
    init(_ connection: Connection) {
        self.init(
            user: connection.peer?.userName ?? "", processIdentifier: connection.peer?.processID,
            connection: connection.number)
    }
}

extension Limits {
    /// The same in the words of the transport.
    init(_ limits: ClientLimits) {
        self.init()
        connectionsPerProcess = limits.connections
        connections = max(connections, limits.connections)
        threads = limits.threads
        callsInFlight = limits.calls
        bytesInFlight = limits.bytes
    }
}

extension SocketPermissions {
    /// The same in the words of the transport.
    init(_ permissions: ListenerPermissions) {
        switch permissions {
        case .owner: self = .owner
        case .group: self = .group
        case .all: self = .all
        }
    }
}
