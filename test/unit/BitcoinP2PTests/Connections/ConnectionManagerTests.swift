import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import Glibc
import Synchronization
import Testing

@testable import BitcoinP2P

/// Connections over the loopback interface, with somebody at both ends who only notes what happens.
@Suite(.timeLimit(.minutes(1))) struct ConnectionManagerTests {
    private final class Recorder: PeerMessageHandling {
        struct Notes {
            var connected: [PeerConnectionInfo] = []
            var messages: [NetworkMessage] = []
            var disconnected: [PeerID] = []
        }

        let notes = Mutex(Notes())

        func connected(_ peer: PeerConnectionInfo) async { notes.withLock { $0.connected.append(peer) } }
        func received(_ message: NetworkMessage, from peer: PeerID, at microseconds: Int64) async {
            notes.withLock { $0.messages.append(message) }
        }
        func disconnected(_ peer: PeerID) async { notes.withLock { $0.disconnected.append(peer) } }
        func hasDesirableServices(_ services: ServiceFlags) async -> Bool { true }
        func reports() async -> [PeerID: PeerReport] { [:] }
        func pingAll() async {}

        /// Waits until something is so.
        func wait(until condition: (Notes) -> Bool) async throws -> Notes {
            while true {
                let current = notes.withLock { $0 }
                if condition(current) { return current }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    private static let version = VersionMessage(
        services: [.network], time: 1_700_000_000, receiverServices: [], receiver: .unspecified, nonce: 7,
        userAgent: "/test/", startHeight: 3, relaysTransactions: true)

    private struct End {
        let manager: ConnectionManager
        let recorder: Recorder
    }

    private func end(
        listening: Bool = false, book: AddressBook = AddressBook(),
        _ change: (inout ConnectionConfiguration) -> Void = { _ in }
    ) async throws -> End {
        var configuration = ConnectionConfiguration(ChainParameters.parameters(for: .regtest))
        configuration.asksDNSSeeds = false
        configuration.onlyNodes = []
        if listening {
            configuration.listeners = [.init(try #require(NetworkEndpoint("127.0.0.1:1")))]
            configuration.listeners[0].endpoint.port = 0
        }
        change(&configuration)
        let manager = ConnectionManager(configuration, book: book)
        let recorder = Recorder()
        try await manager.listen()
        await manager.start(delivering: recorder)
        return End(manager: manager, recorder: recorder)
    }

    private func name(of end: End) async throws -> String {
        let port = await end.manager.listeners.first?.localAddress?.port
        return "127.0.0.1:\(try #require(port))"
    }

    @Test(arguments: [true, false])
    func messagesGoBothWays(encrypts: Bool) async throws {
        let server = try await end(listening: true) { $0.usesEncryption = encrypts }
        let client = try await end { $0.usesEncryption = encrypts }
        #expect(
            await client.manager.connect(
                to: .named(try name(of: server)), kind: .manual, usesEncryption: encrypts))
        let there = try await client.recorder.wait { !$0.connected.isEmpty }.connected[0]
        client.manager.send(.version(Self.version), to: there.id)
        let seen = try await server.recorder.wait { $0.messages.count == 1 }
        #expect(seen.messages == [.version(Self.version)])
        #expect(seen.connected[0].kind == .inbound)
        server.manager.send(.verack, to: seen.connected[0].id)
        #expect(try await client.recorder.wait { $0.messages.count == 1 }.messages == [.verack])
        let kind = server.manager.peers[0].transport
        #expect(kind == (encrypts ? .v2 : .v1))
        await client.manager.stop()
        _ = try await server.recorder.wait { $0.disconnected == [seen.connected[0].id] }
        await server.manager.stop()
    }

    @Test func aPlainNodeIsTriedAgainInTheClear() async throws {
        let server = try await end(listening: true) { $0.usesEncryption = false }
        let client = try await end()
        await client.manager.connect(
            to: .named(try name(of: server)), kind: .manual, usesEncryption: true)
        let notes = try await client.recorder.wait { $0.connected.count == 2 }
        #expect(notes.disconnected == [notes.connected[0].id])
        await client.manager.stop()
        await server.manager.stop()
    }

    @Test func bannedAddressesAreNotLetIn() async throws {
        let bans = BanManager()
        bans.ban(try #require(AddressRange("127.0.0.0/8")), seconds: 1000, isAbsolute: false)
        let server = try await end(listening: true, book: AddressBook(bans: bans))
        let client = try await end { $0.usesEncryption = false }
        await client.manager.connect(
            to: .named(try name(of: server)), kind: .manual, usesEncryption: false)
        _ = try await client.recorder.wait { $0.disconnected.count == 1 }
        #expect(server.recorder.notes.withLock { $0.connected.isEmpty })
        await client.manager.stop()
        await server.manager.stop()
    }

    @Test func whoIsAllowedToIsLetInAllTheSame() async throws {
        let bans = BanManager()
        bans.ban(try #require(AddressRange("127.0.0.0/8")), seconds: 1000, isAbsolute: false)
        let rule = try PermittedRange("noban@127.0.0.1")
        let server = try await end(listening: true, book: AddressBook(bans: bans)) {
            $0.whitelist = [rule]
        }
        let client = try await end { $0.usesEncryption = false }
        await client.manager.connect(
            to: .named(try name(of: server)), kind: .manual, usesEncryption: false)
        let notes = try await server.recorder.wait { $0.connected.count == 1 }
        #expect(notes.connected[0].permissions.contains(.noBan))
        await client.manager.stop()
        await server.manager.stop()
    }

    @Test func knownNodesThatAreBannedAreNotConnectedTo() async throws {
        let bans = BanManager()
        bans.discourage(try #require(NetworkAddress("1.2.3.4")))
        let client = try await end(book: AddressBook(bans: bans))
        let address = PeerAddress(try #require(NetworkEndpoint("1.2.3.4:8333")))
        #expect(
            await !client.manager.connect(
                to: .known(address), kind: .outboundFullRelay, usesEncryption: false))
        await client.manager.stop()
    }

    @Test func malformedMessagesAreDroppedAndTheConnectionGoesOn() async throws {
        let server = try await end(listening: true)
        let client = try await end()
        await client.manager.connect(
            to: .named(try name(of: server)), kind: .manual, usesEncryption: true)
        let peer = try await client.recorder.wait { !$0.connected.isEmpty }.connected[0].id
        client.manager.send(.encoded(command: "version", payload: Bytes([1, 2, 3])), to: peer)
        client.manager.send(.encoded(command: "inv", payload: Bytes([255])), to: peer)
        client.manager.send(.verack, to: peer)
        #expect(try await server.recorder.wait { !$0.messages.isEmpty }.messages == [.verack])
        await client.manager.stop()
        await server.manager.stop()
    }

    @Test func aFloodOfConnectionsStaysWithinTheLimit() async throws {
        // Eleven of them are for connections that the node makes itself.
        let server = try await end(listening: true) { $0.maximumConnections = 14 }
        let endpoint = try #require(NetworkEndpoint(try await name(of: server)))
        var sockets: [Int32] = []
        for _ in 0..<20 { sockets.append(try connectedSocket(port: endpoint.port)) }
        defer { for socket in sockets { close(socket) } }
        try await Task.sleep(for: .milliseconds(200))
        #expect(server.manager.connectionCount.inbound <= 3)
        await server.manager.stop()
    }

    /// A socket that is connected to a port of this computer and says nothing.
    private func connectedSocket(port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(descriptor >= 0 && result == 0)
        return descriptor
    }
}
