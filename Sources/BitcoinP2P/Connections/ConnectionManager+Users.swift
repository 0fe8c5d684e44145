import BitcoinCrypto
import BitcoinSupport

/// A connection as users see it, without what ``PeerReport`` says.
public struct PeerSnapshot: Sendable {
    /// The connection as it was made.
    public let info: PeerConnectionInfo
    /// What the conversation has shown.
    public let facts: PeerFacts
    /// What went over it.
    public let traffic: TrafficCount
    /// How its bytes are wrapped.
    public let transport: TransportKind
    /// The encrypted session's name; nil without encryption.
    public let sessionID: Bytes32?
}

extension ConnectionManager {
    /// All connections, oldest first.
    public nonisolated var peers: [PeerSnapshot] {
        registry.all.map { connection in
            let (kind, sessionID) = connection.transport
            return PeerSnapshot(
                info: connection.info, facts: connection.facts, traffic: connection.traffic, transport: kind,
                sessionID: sessionID)
        }
    }

    /// How many have connected to this node, and to how many it has connected.
    public nonisolated var connectionCount: (inbound: Int, outbound: Int) {
        let all = registry.all
        let inbound = all.count { $0.info.kind.isInbound }
        return (inbound, all.count - inbound)
    }

    /// Disconnects the peer of a name, as ``PeerConnectionInfo/name`` has it; false if there is none.
    public nonisolated func disconnect(named name: String) -> Bool {
        guard let connection = registry.all.first(where: { $0.info.name == name }) else { return false }
        let text = configuration.logsAddresses ? "=\(name)" : ""
        Log.debug(.net, "disconnect by address\(text) match, disconnecting \(connection.logName)")
        connection.disconnect()
        return true
    }

    /// Disconnects all peers in a range of addresses.
    public nonisolated func disconnect(_ range: AddressRange) {
        for connection in registry.all where range.contains(connection.info.endpoint.address) {
            let text = configuration.logsAddresses ? "=\(range)" : ""
            Log.debug(.net, "disconnect by subnet\(text) match, disconnecting \(connection.logName)")
            connection.disconnect()
        }
    }

    /// Disconnects the peer of a number by the user's order; false if there is none.
    public nonisolated func disconnect(byUser id: PeerID) -> Bool {
        guard let connection = registry[id] else { return false }
        Log.debug(.net, "disconnect by id, disconnecting \(connection.logName)")
        connection.disconnect()
        return true
    }
}
