import BitcoinConsensus
import BitcoinSupport
import Synchronization
import Testing

@testable import BitcoinP2P

/// How connections are chosen and made, with a proxy in place of the network.
@Suite(.timeLimit(.minutes(1))) struct OpeningTests {
    /// Takes everybody, and says nothing.
    private struct Silent: PeerMessageHandling {
        var takesAll = true

        func connected(_ peer: PeerConnectionInfo) async {}
        func received(_ message: NetworkMessage, from peer: PeerID, at microseconds: Int64) async {}
        func disconnected(_ peer: PeerID) async {}
        func hasDesirableServices(_ services: ServiceFlags) async -> Bool { takesAll }
        func reports() async -> [PeerID: PeerReport] { [:] }
        func pingAll() async {}
    }

    /// A manager whose way out is a proxy, and the hosts that this was asked for.
    private final class Scene: Sendable {
        let asked = Mutex<[String]>([])
        let proxy: ScriptedServer
        let manager: ConnectionManager

        init(
            book: AddressBook = AddressBook(), takesAll: Bool = true,
            _ change: (inout ConnectionConfiguration) throws -> Void
        ) async throws {
            let hosts = Mutex<@Sendable (String) -> Void>({ _ in })
            proxy = try await ScriptedServer.proxy { host, port in
                hosts.withLock { $0 }("\(host):\(port)")
                return 0
            }
            var configuration = ConnectionConfiguration(ChainParameters.parameters(for: .main))
            configuration.asksDNSSeeds = false
            configuration.fixedSeeds = nil
            let way = Proxy(.endpoint(try proxy.endpoint), isolatesStreams: false)
            for network in [Network.ipv4, .ipv6] { configuration.proxies.byNetwork[network] = way }
            configuration.proxies.forNames = way
            try change(&configuration)
            manager = ConnectionManager(configuration, book: book)
            hosts.withLock { $0 = { [self] host in asked.withLock { $0.append(host) } } }
            await manager.start(delivering: Silent(takesAll: takesAll))
        }

        /// Waits until the proxy was asked for something.
        func waitForHost() async throws -> String {
            while true {
                if let host = asked.withLock({ $0.first }) { return host }
                try await Task.sleep(for: .milliseconds(20))
            }
        }

        func close() async throws {
            await manager.stop()
            try await proxy.close()
        }
    }

    private func known(_ texts: String...) throws -> AddressBook {
        let book = AddressBook()
        let addresses = try texts.map { text in
            PeerAddress(
                try #require(NetworkEndpoint(text)), services: .assumedOfSeeds,
                time: UInt32(clamping: NodeClock.now - 3600))
        }
        book.known.add(addresses, from: try #require(NetworkAddress("8.8.8.8")))
        return book
    }

    @Test func connectsToKnownNodes() async throws {
        let scene = try await Scene(book: try known("1.2.3.4:8333")) { _ in }
        #expect(try await scene.waitForHost() == "1.2.3.4:8333")
        while scene.manager.peers.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        let kind = scene.manager.peers[0].info.kind
        #expect(kind == .outboundFullRelay || kind == .blockRelayOnly)
        try await scene.close()
    }

    @Test func connectsToNobodyWithoutTheServicesThatItWants() async throws {
        let scene = try await Scene(book: try known("1.2.3.4:8333"), takesAll: false) { _ in }
        try await Task.sleep(for: .seconds(2))
        #expect(scene.asked.withLock { $0 }.isEmpty)
        try await scene.close()
    }

    @Test func usesTheBuiltInSeedsAtOnceWhereNothingElseIsAsked() async throws {
        let book = AddressBook()
        let seed = try #require(NetworkEndpoint("1.2.3.4:8333"))
        let scene = try await Scene(book: book) { $0.fixedSeeds = [seed] }
        #expect(try await scene.waitForHost() == "1.2.3.4:8333")
        #expect(book.known.count() == 1)
        try await scene.close()
    }

    @Test func leavesTheBuiltInSeedsAloneWhileOthersHaveTheirChance() async throws {
        let book = AddressBook()
        let seed = try #require(NetworkEndpoint("1.2.3.4:8333"))
        let scene = try await Scene(book: book) {
            $0.fixedSeeds = [seed]
            $0.seedNodes = ["seed.example:8333"]
        }
        // The user's own is asked for addresses instead.
        #expect(try await scene.waitForHost() == "seed.example:8333")
        #expect(book.known.count() == 0)
        try await scene.close()
    }

    @Test func asksDNSSeedsForAddressesThroughTheProxyAndNoResolver() async throws {
        let scene = try await Scene {
            $0.asksDNSSeeds = true
            $0.dnsSeeds = ["dnsseed.example"]
        }
        #expect(try await scene.waitForHost() == "dnsseed.example:8333")
        while scene.manager.peers.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        #expect(scene.manager.peers[0].info.kind == .addressFetch)
        try await scene.close()
    }
}
