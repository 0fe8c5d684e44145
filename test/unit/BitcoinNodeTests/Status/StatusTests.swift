import BitcoinInterfaces
import BitcoinSupport
import Testing

@testable import BitcoinNode

private actor StatusRecorder: NodeNotifications {
    private(set) var statuses: [NodeStatus] = []
    private(set) var failures: [String] = []

    func statusChanged(_ status: NodeStatus) async throws { statuses.append(status) }
    func failed(_ reason: String) async throws { failures.append(reason) }

    func waitForStatus(_ isWanted: @Sendable (NodeStatus) -> Bool) async throws -> NodeStatus {
        while true {
            if let status = statuses.last, isWanted(status) { return status }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

@Suite("How a node is doing", .timeLimit(.minutes(1)))
struct StatusTests {
    @Test func theStatusFollowsTheStartAndTheChain() async throws {
        let fixture = try NodeFixture()
        let node = LocalNode(node: fixture.node)
        fixture.node.announce("Verifying blocks…")
        var status = try await node.getStatus()
        #expect(status.activity == "Verifying blocks…")
        #expect(status.chain == ChainStatus())

        let chain = try await fixture.openChain(blocks: 2)
        fixture.node.table.finishWarmup()
        status = try await node.getStatus()
        #expect(status.activity.isEmpty)
        #expect(status.chain.height == 2 && status.chain.headerHeight == 2)
        let tip = try #require(await chain.tip)
        #expect(status.chain.tipHash == "\(tip.hash)")
        #expect(status.chain.tipTimeSeconds == Int64(tip.header.time))
        #expect(status.mempool.limitBytes > 0)
        try await chain.close()
    }

    @Test func whoRegistersIsToldTheStateAndThenOnlyChanges() async throws {
        let fixture = try NodeFixture()
        let node = LocalNode(node: fixture.node)
        let recorder = StatusRecorder()
        let handler = fixture.node.statusObservers.add(recorder, interval: .milliseconds(1)) {
            await fixture.node.status
        }
        _ = try await recorder.waitForStatus { $0.chain.height == -1 }
        try await Task.sleep(for: .milliseconds(30))
        #expect(await recorder.statuses.count == 1)
        fixture.node.loadedWallets.names = ["w"]
        let status = try await recorder.waitForStatus { $0.walletsRevision == 1 }
        #expect(status == (try await node.getStatus()))
        try await handler.disconnect()
        fixture.node.loadedWallets.names = []
        try await Task.sleep(for: .milliseconds(30))
        #expect(await recorder.statuses.count == 2)
    }

    @Test func aFailureIsToldToThoseWhoComeInTime() async throws {
        let observers = StatusObservers()
        let telling = Task { await observers.tellFailure("The port is in use", waitsForReceiver: true) }
        let recorder = StatusRecorder()
        let handler = observers.add(recorder) { NodeStatus() }
        await telling.value
        #expect(await recorder.failures == ["The port is in use"])
        try await handler.disconnect()
    }

    @Test func aSpawnedNodeTakesOptionsOnceAndSaysWhyThereIsNoNode() async throws {
        let identity = ProcessIdentity(program: "bitcoin-node", version: 1, network: "", schemaHash: 7)
        let spawned = ChildNode(identity: identity)
        var peer = identity
        peer.network = "signet"
        #expect(try await spawned.exchangeIdentity(peer).network == "signet")
        let options = ProcessConfiguration(arguments: ["-x"], dataDirectory: "", network: "signet")
        let configuring = Task { try await spawned.configure(options) }
        #expect(await spawned.options == options)
        await #expect(throws: AlreadyConfigured.self) { try await spawned.configure(options) }
        spawned.failed(StartupError("Error: no"))
        await #expect(throws: StartupError.self) { try await configuring.value }
        await #expect(throws: StartupError.self) { try await spawned.makeNode() }
    }

    @Test func aSpawnedNodeWithoutParentGetsNoOptions() async {
        let spawned = ChildNode(
            identity: ProcessIdentity(program: "", version: 1, network: "", schemaHash: 0))
        spawned.abandon()
        #expect(await spawned.options == nil)
    }
}
