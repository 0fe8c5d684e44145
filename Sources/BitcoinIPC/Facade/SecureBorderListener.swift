import BitcoinInterfaces
import BitcoinSupport
import Multiprocess
import SecureTransport
import Synchronization

/// An address on which this process is being served to other machines.
final class SecureBorderListener: ProcessListener {
    /// Makes what a peer gets first.
    typealias Interface = @Sendable (ConnectedPeer) -> any NodeInit

    /// Somebody who is served.
    private struct Client: Sendable {
        let connection: Connection
        let session: SecureSession
        let grants: Set<ListenerAddress.Grant>
    }

    /// Those who are served.
    private final class Clients: Sendable {
        private struct State {
            var connected: [ObjectIdentifier: Client] = [:]
            /// Those whose connections are being made, by the names of their keys.
            var arriving: [String: Int] = [:]
        }

        private let state = Mutex(State())

        var list: [Client] { state.withLock { Array($0.connected.values) } }

        /// Keeps a place for one more of a name; `false` if there are as many as may be.
        func expect(_ name: String, atMost limit: Int) -> Bool {
            state.withLock { state in
                let count = state.connected.values.count { $0.session.name == name }
                guard count + state.arriving[name, default: 0] < limit else { return false }
                state.arriving[name, default: 0] += 1
                return true
            }
        }

        /// Gives the place to who has arrived, or back if nobody has.
        func settle(_ name: String, _ client: Client?) {
            state.withLock { state in
                let rest = state.arriving[name, default: 1] - 1
                state.arriving[name] = rest > 0 ? rest : nil
                if let client { state.connected[ObjectIdentifier(client.connection)] = client }
            }
            guard let connection = client?.connection else { return }
            let identifier = ObjectIdentifier(connection)
            connection.whenClosed { [self] _ in state.withLock { $0.connected[identifier] = nil } }
        }
    }

    private let listener: SecureListener
    private let clients: Clients

    private init(listener: SecureListener, clients: Clients) {
        self.listener = listener
        self.clients = clients
    }

    /// Listens at an address. A client may do what both the address and its key grant.
    static func listen(
        at address: SecureAddress, keys: KeyFolder, grants: Set<ListenerAddress.Grant>, on loop: EventLoop,
        limits: ClientLimits, serving interface: @escaping Interface
    ) async throws -> SecureBorderListener {
        let clients = Clients()
        let listener = try await SecureListener.listen(at: address, keys: keys) { session in
            Task {
                guard clients.expect(session.name, atMost: limits.connections) else {
                    Log.warning(
                        "IPC server: connection refused, '\(session.name)' has \(limits.connections).")
                    Refusal.send(over: session.descriptor, because: "Too many connections of one client.")
                    return
                }
                do {
                    let granted = grants.intersection(session.grants)
                    let connection = try await Connection.open(
                        session.descriptor, on: loop, side: .server, limits: Limits(limits)
                    ) {
                        let peer = ConnectedPeer(user: session.name, connection: $0.number)
                        return NodeInitServer(IdentifiedNodeInit(interface(peer), grants: granted))
                    }
                    clients.settle(
                        session.name, Client(connection: connection, session: session, grants: granted))
                } catch {
                    clients.settle(session.name, nil)
                    Log.error("IPC server: cannot serve '\(session.name)' at \(session.origin): \(error)")
                }
            }
        }
        return SecureBorderListener(listener: listener, clients: clients)
    }

    var address: String { listener.address.description }

    func connections() async -> [ConnectionInfo] {
        var connections: [ConnectionInfo] = []
        for client in clients.list.sorted(by: { $0.connection.start < $1.connection.start }) {
            connections.append(
                ConnectionInfo(
                    address: address, transport: .tls, origin: client.session.origin,
                    peer: ConnectedPeer(user: client.session.name, connection: client.connection.number),
                    grants: client.grants,
                    age: .now - client.connection.start, await client.connection.currentStatistics()))
        }
        return connections
    }

    func close() async {
        await listener.close()
        for client in clients.list { client.connection.close() }
    }
}
