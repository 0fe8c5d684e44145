import BitcoinInterfaces
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import SecureTransport

@Suite("Connections between machines", .timeLimit(.minutes(1)))
struct ConnectionTests {
    private let node: Machine
    private let client: Machine
    private let host = Host()

    init() throws {
        node = try Machine()
        client = try Machine()
    }

    /// Pairs both with each other.
    private func pair() throws {
        try node.pair(client, "miner", .client([.mining]))
        try client.pair(node, "home", .node)
    }

    @Test func carryBytesBothWaysWithTheNameOfTheKey() async throws {
        try pair()
        let link = try await SecureLink.connect(to: try await host.listen(node), keys: client.folder)
        let session = try await host.session()
        #expect(session.name == "miner")
        #expect(session.grants == [.mining])
        #expect(session.origin.hasPrefix("127.0.0.1:"))
        #expect(await Plain.send(link.descriptor, Array("to the node".utf8)))
        #expect(await Plain.receive(session.descriptor, 11) == Array("to the node".utf8))
        #expect(await Plain.send(session.descriptor, Array("and back".utf8)))
        #expect(await Plain.receive(link.descriptor, 8) == Array("and back".utf8))
        close(link.descriptor)
        #expect(await Plain.receive(session.descriptor, 1) == [])
        await host.close()
    }

    @Test func whatWasSentBeforeTheEndArrives() async throws {
        try pair()
        let link = try await SecureLink.connect(to: try await host.listen(node), keys: client.folder)
        let session = try await host.session()
        let bytes = [UInt8]((0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        async let received = Plain.receive(link.descriptor, bytes.count + 1)
        #expect(await Plain.send(session.descriptor, bytes))
        shutdown(session.descriptor, Int32(SHUT_RDWR))
        #expect(await received == bytes)
        await host.close()
        close(link.descriptor)
    }

    @Test func aSenderWaitsForASlowReceiver() async throws {
        try pair()
        let link = try await SecureLink.connect(to: try await host.listen(node), keys: client.folder)
        let session = try await host.session()
        let descriptor = link.descriptor
        // What nobody reads fills the buffers of both ends and of the systems between them, and then no more is taken.
        let taken = await Plain.off { () -> Int in
            let chunk = [UInt8](repeating: 7, count: 1 << 16)
            var (taken, idle) = (0, 0)
            while idle < 25, taken < 256 << 20 {
                let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
                let count = Glibc.send(descriptor, chunk, chunk.count, flags)
                if count > 0 {
                    (taken, idle) = (taken + count, 0)
                } else {
                    idle += 1
                    usleep(20_000)
                }
            }
            return taken
        }
        #expect(taken < 64 << 20, "\(taken) bytes wait somewhere")
        #expect(await Plain.receive(session.descriptor, taken).count == taken)
        await host.close()
        close(descriptor)
    }

    // MARK: Keys

    @Test func aNodeWhoseKeyIsNotPairedIsNotTalkedTo() async throws {
        try node.pair(client, "miner", .client([.mining]))
        let address = try await host.listen(node)
        await #expect(throws: SecureConnectionError.unknownNode(address, node.fingerprint)) {
            try await SecureLink.connect(to: address, keys: client.folder)
        }
        try client.pair(node, "home", .client([.rpc]))
        await #expect(throws: SecureConnectionError.notNode(address, name: "home")) {
            try await SecureLink.connect(to: address, keys: client.folder)
        }
        try client.revoke("home")
        await #expect(throws: SecureConnectionError.revokedNode(address, name: "home")) {
            try await SecureLink.connect(to: address, keys: client.folder)
        }
        #expect(host.sessions.isEmpty)
        await host.close()
    }

    /// With TLS 1.3 a client learns of that only after its own part of the handshake.
    private func refusal(at address: SecureAddress) async throws -> SecureConnectionError? {
        do {
            let link = try await SecureLink.connect(to: address, keys: client.folder)
            #expect(await Plain.receive(link.descriptor, 1) == [])
            close(link.descriptor)
            return link.failure
        } catch {
            return error
        }
    }

    @Test func aClientWhoseKeyIsNotPairedIsTold() async throws {
        try client.pair(node, "home", .node)
        let address = try await host.listen(node)
        let expected = SecureConnectionError.refused(address, own: client.fingerprint)
        #expect(try await refusal(at: address) == expected)
        // A node that may be connected to may not connect.
        try node.pair(client, "miner", .node)
        #expect(try await refusal(at: address) == expected)
        try node.pair(client, "miner", .client([.mining]))
        try node.revoke("miner")
        #expect(try await refusal(at: address) == expected)
        #expect(host.sessions.isEmpty)
        await host.close()
    }

    @Test func aListThatCannotBeReadLetsNobodyIn() async throws {
        try pair()
        let address = try await host.listen(node)
        let descriptor = open(node.folder.peersPath, O_WRONLY | O_APPEND)
        #expect(await Plain.send(descriptor, []) && write(descriptor, "broken\n", 7) == 7)
        close(descriptor)
        #expect(try await refusal(at: address) == .refused(address, own: client.fingerprint))
        await host.close()
        await #expect(throws: PeerFile.Unreadable.self) { try await host.listen(node) }
    }

    @Test func revokingEndsAConnection() async throws {
        try pair()
        var limits = ListenerLimits()
        limits.recheck = .milliseconds(10)
        let address = try await host.listen(node, limits)
        let link = try await SecureLink.connect(to: address, keys: client.folder)
        let session = try await host.session()
        try node.revoke("miner")
        #expect(await Plain.receive(link.descriptor, 1) == [])
        #expect(await Plain.receive(session.descriptor, 1) == [])
        close(link.descriptor)
        #expect(try await refusal(at: address) == .refused(address, own: client.fingerprint))
        await host.close()
    }

    @Test func otherGrantsEndAConnectionAndHoldForTheNext() async throws {
        try pair()
        var limits = ListenerLimits()
        limits.recheck = .milliseconds(10)
        let address = try await host.listen(node, limits)
        let first = try await SecureLink.connect(to: address, keys: client.folder)
        _ = try await host.session()
        try node.pair(client, "miner", .client([.rpc]))
        #expect(await Plain.receive(first.descriptor, 1) == [])
        let second = try await SecureLink.connect(to: address, keys: client.folder)
        #expect(try await host.session(1).grants == [.rpc])
        close(first.descriptor)
        close(second.descriptor)
        await host.close()
    }

    // MARK: Strangers

    /// Connects with TLS as configured and returns what ends the connection.
    private func tlsError(
        _ address: SecureAddress, _ change: (inout TLSConfiguration) -> Void
    ) async throws -> String {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        change(&configuration)
        let context = try NIOSSLContext(configuration: configuration)
        let loop = TransportThread.group.next()
        let ended = loop.makePromise(of: String.self)
        let channel = try await ClientBootstrap(group: loop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let events = HandshakeEvents(
                    whenOver: { if case .failure(let error) = $0 { ended.succeed("\(error)") } },
                    whenBroken: { ended.succeed("\($0)") })
                try channel.pipeline.syncOperations.addHandlers([
                    try NIOSSLClientHandler(context: context, serverHostname: nil), events,
                ])
            }
        }.connect(host: address.host, port: Int(address.port)).get()
        channel.closeFuture.whenComplete { _ in ended.succeed("closed") }
        return try await ended.futureResult.get()
    }

    @Test func olderVersionsOfTLSAreRefused() async throws {
        let address = try await host.listen(node)
        let error = try await tlsError(address) { $0.maximumTLSVersion = .tlsv12 }
        #expect(error.contains("ALERT_PROTOCOL_VERSION"), "\(error)")
        #expect(host.sessions.isEmpty)
        await host.close()
    }

    @Test func aClientWithoutAKeyIsRefused() async throws {
        let address = try await host.listen(node)
        let error = try await tlsError(address) { _ in }
        #expect(error.contains("ALERT_CERTIFICATE_REQUIRED"), "\(error)")
        #expect(host.sessions.isEmpty)
        await host.close()
    }

    @Test(arguments: [
        Array("GET / HTTP/1.1\r\n\r\n".utf8), [UInt8](repeating: 0, count: 4096),
        // A record that says that it is longer than any may be.
        [0x16, 0x03, 0x01, 0xff, 0xff, 0x01], [UInt8](repeating: 0xff, count: 1),
    ])
    func garbageEndsTheConnection(_ bytes: [UInt8]) async throws {
        var limits = ListenerLimits()
        limits.handshake = .milliseconds(300)
        let descriptor = try Plain.connect(to: try await host.listen(node, limits))
        _ = await Plain.send(descriptor, bytes)
        // An alert at most, and the end.
        #expect(await Plain.receive(descriptor, 1000).count < 100)
        close(descriptor)
        #expect(host.sessions.isEmpty)
        await host.close()
    }

    @Test func aSlowHandshakeIsGivenUp() async throws {
        var limits = ListenerLimits()
        limits.handshake = .milliseconds(50)
        let descriptor = try Plain.connect(to: try await host.listen(node, limits))
        #expect(await Plain.receive(descriptor, 1) == [])
        close(descriptor)
        await host.close()
    }

    @Test func thoseWhoSayNothingDoNotKeepOthersOut() async throws {
        try pair()
        var limits = ListenerLimits()
        limits.strangers = 3
        let address = try await host.listen(node, limits)
        var idlers: [Int32] = []
        for _ in 0..<6 { idlers.append(try Plain.connect(to: address)) }
        // The first had to go for the later ones.
        #expect(await Plain.receive(idlers[0], 1) == [])
        let link = try await SecureLink.connect(to: address, keys: client.folder)
        #expect(try await host.session().name == "miner")
        for idler in idlers { close(idler) }
        close(link.descriptor)
        await host.close()
    }

    @Test(arguments: [false, true])
    func noMoreAreServedThanAreMeantToBe(countsByKey: Bool) async throws {
        try pair()
        var limits = ListenerLimits()
        if countsByKey { limits.sessionsOfOne = 1 } else { limits.sessions = 1 }
        let address = try await host.listen(node, limits)
        let first = try await SecureLink.connect(to: address, keys: client.folder)
        _ = try await host.session()
        let second = try? await SecureLink.connect(to: address, keys: client.folder)
        if let second { #expect(await Plain.receive(second.descriptor, 1) == []) }
        #expect(host.sessions.count == 1)
        close(first.descriptor)
        if let second { close(second.descriptor) }
        await host.close()
    }

    @Test func nobodyAtAnAddressIsAnErrorOfTheSystem() async throws {
        let address = try #require(SecureAddress("tcp:127.0.0.1:1,tls"))
        await #expect(throws: SecureConnectionError.unreachable(address, code: ECONNREFUSED)) {
            try await SecureLink.connect(to: address, keys: client.folder)
        }
    }

    @Test func aListenerThatIsClosedEndsItsConnections() async throws {
        try pair()
        let link = try await SecureLink.connect(to: try await host.listen(node), keys: client.folder)
        _ = try await host.session()
        await host.close()
        #expect(await Plain.receive(link.descriptor, 1) == [])
        close(link.descriptor)
    }
}
