import BitcoinInterfaces
import BitcoinSupport
import Synchronization
import Testing

@testable import BitcoinIPC

/// A node for windows that remembers what it was told.
private final class SampleWindowNode: BitcoinInterfaces.Node {
    static let status = NodeStatus(
        activity: "Verifying blocks…",
        chain: ChainStatus(
            height: 840_000, headerHeight: -1, tipHash: "00ff", tipTimeSeconds: 1_713_571_767,
            headerTimeSeconds: -1, verificationProgress: 0.999_999_9, isInitialDownload: false),
        network: NetworkStatus(
            isActive: true, inboundCount: 3, outboundCount: 10, receivedBytes: .max, sentBytes: 1,
            proxy: "127.0.0.1:9050"),
        mempool: MempoolStatus(transactionCount: 7, usageBytes: 300_000_000, limitBytes: .max),
        warnings: ["Eine Warnung: ₿", ""], walletsRevision: 12)

    static let information = NodeInformation(
        version: "bitcoin-node v31", userAgent: "/Satoshi:31.99.0(ä)/", network: "regtest",
        dataDirectory: "/tmp/ä", blocksDirectory: "/b", logPath: "", startTimeSeconds: 5, hasWallets: true,
        blockSpacingSeconds: 600)

    let settings = Mutex<[String: JSONValue]>([:])
    let isAsked = Mutex(false)
    let handler = SampleHandler()

    func getInformation() async throws -> NodeInformation { Self.information }
    func getStatus() async throws -> NodeStatus { Self.status }
    func getSetting(name: String) async throws -> JSONValue { settings.withLock { $0[name] } ?? .null }

    func updateSetting(name: String, value: JSONValue) async throws {
        if name == "readonly" { throw SampleError(description: "Settings file could not be written") }
        settings.withLock { $0[name] = value }
    }

    func makeWalletLoader() async throws -> (any WalletLoader)? { SampleLoader() }
    func startShutdown() async throws { isAsked.withLock { $0 = true } }

    func handleNotifications(_ notifications: any NodeNotifications) async throws -> any Handler {
        try await notifications.statusChanged(Self.status)
        try await notifications.failed("The disk is full")
        return handler
    }
}

private actor StatusRecorder: NodeNotifications {
    private(set) var statuses: [NodeStatus] = []
    private(set) var failures: [String] = []

    func statusChanged(_ status: NodeStatus) async throws { statuses.append(status) }
    func failed(_ reason: String) async throws { failures.append(reason) }
}

/// A node process that gives access to a node for windows.
private final class WindowNodeInit: NodeInit {
    let node = SampleWindowNode()
    let configuration = Mutex<ProcessConfiguration?>(nil)

    func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity { peer }
    func makeChain() async throws -> (any Chain)? { nil }
    func attachWallet(_ loader: any WalletLoader, rpc: any Rpc) async throws -> any Handler {
        SampleHandler()
    }
    func makeNode() async throws -> (any BitcoinInterfaces.Node)? { node }

    func configure(_ configuration: ProcessConfiguration) async throws {
        self.configuration.withLock { $0 = configuration }
    }
}

@Suite("Contract of Node", .timeLimit(.minutes(1)))
struct NodeContractTests {
    @Test(arguments: Place.allCases)
    func tellsWhatItIsAndHowItIsDoing(_ place: Place) async throws {
        try await place.withNode(WindowNodeInit()) { process async throws in
            let node = try #require(try await process.makeNode())
            #expect(try await node.getInformation() == SampleWindowNode.information)
            #expect(try await node.getStatus() == SampleWindowNode.status)
        }
    }

    @Test(arguments: Place.allCases)
    func settingsAreJSONAndErrorsComeThrough(_ place: Place) async throws {
        try await place.withNode(WindowNodeInit()) { process async throws in
            let node = try #require(try await process.makeNode())
            #expect(try await node.getSetting(name: "prune") == .null)
            try await node.updateSetting(name: "prune", value: .array(["a", 1, .bool(false)]))
            #expect(try await node.getSetting(name: "prune") == .array(["a", 1, .bool(false)]))
            let error = await #expect(throws: (any Error).self) {
                try await node.updateSetting(name: "readonly", value: .null)
            }
            #expect(userText(error) == "Settings file could not be written")
        }
    }

    @Test(arguments: Place.allCases)
    func tellsWhoRegisteredAndGivesAccessToWallets(_ place: Place) async throws {
        let sample = WindowNodeInit()
        try await place.withNode(sample) { process async throws in
            let node = try #require(try await process.makeNode())
            let recorder = StatusRecorder()
            let handler = try await node.handleNotifications(recorder)
            #expect(await recorder.statuses == [SampleWindowNode.status])
            #expect(await recorder.failures == ["The disk is full"])
            try await handler.disconnect()
            let loader = try #require(try await node.makeWalletLoader())
            #expect(try await loader.getWalletNames() == ["", "Ersparnis €"])
            try await node.startShutdown()
        }
        #expect(sample.node.handler.disconnections.withLock { $0 } == 1)
        #expect(sample.node.isAsked.withLock { $0 })
    }

    @Test(arguments: Place.allCases)
    func spawnedNodesGetTheirOptions(_ place: Place) async throws {
        let sample = WindowNodeInit()
        let configuration = ProcessConfiguration(
            arguments: ["-regtest"], dataDirectory: "/tmp/ä", network: "regtest", mockTimeSeconds: 1)
        try await place.withNode(sample) { try await $0.configure(configuration) }
        #expect(sample.configuration.withLock { $0 } == configuration)
    }

    @Test(arguments: Place.allCases)
    func nodesThatAUserStartedTakeNoOptions(_ place: Place) async throws {
        try await place.withNode(SampleNode()) { process async throws in
            let error = await #expect(throws: (any Error).self) {
                try await process.configure(
                    ProcessConfiguration(arguments: [], dataDirectory: "", network: ""))
            }
            #expect(userText(error) == "The process has its options already.")
            #expect(try await process.makeNode() == nil)
        }
    }

    @Test func anAddressThatGrantsEverythingButWindowsGivesNoNode() async throws {
        let grants = Set(ListenerAddress.Grant.allCases).subtracting([.gui])
        try await SocketPair.connect(
            serving: NodeInitServer(IdentifiedNodeInit(WindowNodeInit(), grants: grants))
        ) { capability async throws in
            let client = NodeInitClient(capability: capability)
            _ = try await client.exchangeIdentity(.sample("bitcoin-gui"))
            let error = await #expect(throws: (any Error).self) { try await client.makeNode() }
            #expect(userText(error).contains("The address does not grant gui"))
        }
    }

    @Test func strangersGetNeitherTheNodeNorConfigureIt() async throws {
        let sample = WindowNodeInit()
        try await SocketPair.connect(serving: NodeInitServer(IdentifiedNodeInit(sample))) {
            capability async throws in
            let client = NodeInitClient(capability: capability)
            await #expect(throws: (any Error).self) { try await client.makeNode() }
            await #expect(throws: (any Error).self) {
                try await client.configure(
                    ProcessConfiguration(arguments: [], dataDirectory: "", network: ""))
            }
            #expect(sample.configuration.withLock { $0 == nil })
        }
    }
}
