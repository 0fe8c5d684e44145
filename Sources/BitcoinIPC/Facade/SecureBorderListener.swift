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
        private let all = Mutex<[ObjectIdentifier: Client]>([:])

        var list: [Client] { all.withLock { Array($0.values) } }

        func add(_ client: Client) {
            let identifier = ObjectIdentifier(client.connection)
            all.withLock { $0[identifier] = client }
            client.connection.whenClosed { [self] _ in all.withLock { $0[identifier] = nil } }
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
                guard clients.list.count(where: { $0.session.name == session.name }) < limits.connections
                else {
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
                    clients.add(Client(connection: connection, session: session, grants: granted))
                } catch {
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
