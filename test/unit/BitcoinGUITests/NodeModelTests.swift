import BitcoinInterfaces
import BitcoinSupport
import Synchronization
import Testing

@testable import BitcoinGUI

/// A node that the test plays.
private final class FakeNode: BitcoinInterfaces.Node, Rpc {
    let receiver = Mutex<(any NodeNotifications)?>(nil)
    let isAsked = Mutex(false)
    let gone = Ending()
    /// Whether it hangs: what it is asked then it answers only when it goes on.
    let hangs = Mutex(false)

    func getInformation() async throws -> NodeInformation {
        NodeInformation(
            version: "v", userAgent: "", network: "regtest", dataDirectory: "", blocksDirectory: "",
            logPath: "", startTimeSeconds: 0, hasWallets: true, blockSpacingSeconds: 600)
    }
    func getStatus() async throws -> NodeStatus {
        while hangs.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
        return NodeStatus()
    }
    func getSetting(name: String) async throws -> JSONValue { .null }
    func updateSetting(name: String, value: JSONValue) async throws {}
    func makeWalletLoader() async throws -> (any WalletLoader)? { nil }

    func startShutdown() async throws {
        isAsked.withLock { $0 = true }
        if !hangs.withLock({ $0 }) { gone.set("ended") }
    }

    func handleNotifications(_ notifications: any NodeNotifications) async throws -> any Handler {
        receiver.withLock { $0 = notifications }
        return FakeHandler()
    }

    func executeRpc(request: JSONValue, uri: String, user: String) async throws -> JSONValue {
        if request["method"] == "fail" {
            return try JSONValue(parsing: #"{"error": {"code": -8, "message": "No"}, "result": null}"#)
        }
        return .members(("result", .array([request["method"], request["params"], .string(uri)])))
    }

    func tell(_ status: NodeStatus) async throws {
        try await receiver.withLock { $0 }?.statusChanged(status)
    }
}

/// How a node ended, for whoever waits.
private final class Ending: Sendable {
    private struct State {
        var reason: String?
        var waiters: [CheckedContinuation<String, Never>] = []
    }

    private let state = Mutex(State())

    var reason: String {
        get async {
            await withCheckedContinuation { waiter in
                let reason = state.withLock { state in
                    if state.reason == nil { state.waiters.append(waiter) }
                    return state.reason
                }
                if let reason { waiter.resume(returning: reason) }
            }
        }
    }

    func set(_ reason: String) {
        let waiters = state.withLock { state in
            state.reason = reason
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: reason) }
    }
}

private struct FakeHandler: Handler {
    func disconnect() async throws {}
}

private struct Refusal: Error, CustomStringConvertible {
    var description: String { "remote exception: std::exception: The port is in use" }
}

/// Gives one node after the other; refuses when there are no more.
private final class FakeSource: NodeSource {
    let isOwn: Bool
    private let nodes: Mutex<[FakeNode]>

    init(_ nodes: [FakeNode], isOwn: Bool = true) {
        self.nodes = Mutex(nodes)
        self.isOwn = isOwn
    }

    func connect() async throws -> NodeLink {
        guard let node = nodes.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { throw Refusal() }
        return NodeLink(
            node: node, rpc: node, isOwn: isOwn,
            waitUntilGone: {
                let reason = await node.gone.reason
                return NodeEnd(reason, wasAsked: reason == "ended")
            }, close: {}, kill: { node.gone.set("killed") })
    }
}

@Suite("The node that windows show", .timeLimit(.minutes(1)))
struct NodeModelTests {
    @UserInterface
    private func wait(_ model: NodeModel, until isTrue: (NodeModel) -> Bool) async throws {
        while !isTrue(model) { try await Task.sleep(for: .milliseconds(2)) }
    }

    @UserInterface
    @Test func isReadyWhenTheNodeHasStarted() async throws {
        let node = FakeNode()
        let model = NodeModel(FakeSource([node]))
        await model.connect()
        #expect(model.state == .connected && model.isReady)
        try await node.tell(NodeStatus(activity: "Loading block index…"))
        #expect(!model.isReady && model.status.activity == "Loading block index…")
        try await node.tell(NodeStatus(chain: ChainStatus(height: 5)))
        #expect(model.isReady && model.status.chain.height == 5)
    }

    @UserInterface
    @Test func aNodeThatIsGoneShowsAsSuchAndCanBeConnectedToAgain() async throws {
        let (first, second) = (FakeNode(), FakeNode())
        let model = NodeModel(FakeSource([first, second]))
        await model.connect()
        first.gone.set("was ended by signal 9")
        try await wait(model) { $0.state == .gone("was ended by signal 9") }
        #expect(model.link == nil && model.information == nil)
        await model.connect()
        #expect(model.state == .connected)
        // What the first one still says counts no longer.
        try await first.tell(NodeStatus(activity: "old"))
        #expect(model.status.activity.isEmpty)
    }

    @UserInterface
    @Test(arguments: [true, false])
    func whatIsEndedOnPurposeEndsTheProgram(_ isOwn: Bool) async throws {
        let node = FakeNode()
        let model = NodeModel(FakeSource([node], isOwn: isOwn))
        await model.connect()
        try await node.startShutdown()
        try await wait(model) { $0.link == nil }
        #expect(model.hasEnded == isOwn)
    }

    @UserInterface
    @Test func theReasonThatTheNodeGaveIsShownInPlaceOfTheExitCode() async throws {
        let node = FakeNode()
        let model = NodeModel(FakeSource([node]))
        await model.connect()
        try await node.receiver.withLock { $0 }?.failed("The disk is full")
        node.gone.set("exited with code 1")
        try await wait(model) { $0.state == .gone("The disk is full") }
    }

    @UserInterface
    @Test func whyThereIsNoNodeIsToldInItsOwnWords() async throws {
        let model = NodeModel(FakeSource([]))
        await model.connect()
        #expect(model.state == .gone("The port is in use"))
    }

    @UserInterface
    @Test(arguments: [true, false])
    func onlyANodeOfItsOwnEndsWithTheProgram(_ isOwn: Bool) async throws {
        let node = FakeNode()
        let model = NodeModel(FakeSource([node], isOwn: isOwn))
        await model.connect()
        await model.finish()
        #expect(node.isAsked.withLock { $0 } == isOwn)
        #expect(model.link == nil)
    }

    @UserInterface
    @Test func aNodeThatHangsShowsAsSuchUntilItGoesOn() async throws {
        let node = FakeNode()
        let model = NodeModel(FakeSource([node]), patience: .milliseconds(20), endPatience: .seconds(30))
        await model.connect()
        node.hangs.withLock { $0 = true }
        try await wait(model) { $0.isSilent }
        #expect(model.state == .connected && model.isLost, "what it said last still shows")
        node.hangs.withLock { $0 = false }
        try await wait(model) { !$0.isSilent }
    }

    @UserInterface
    @Test func aNodeThatHangsIsReplaced() async throws {
        let (first, second) = (FakeNode(), FakeNode())
        let model = NodeModel(
            FakeSource([first, second]), patience: .milliseconds(20), endPatience: .seconds(30))
        await model.connect()
        first.hangs.withLock { $0 = true }
        try await wait(model) { $0.isSilent }
        await model.renew()
        #expect(await first.gone.reason == "killed")
        #expect(model.isReady && !model.isSilent)
        first.hangs.withLock { $0 = false }
    }

    @UserInterface
    @Test func nobodyHasToWaitForANodeThatDoesNotEnd() async throws {
        let node = FakeNode()
        let model = NodeModel(
            FakeSource([node]), patience: .seconds(30), endPatience: .milliseconds(20))
        await model.connect()
        node.hangs.withLock { $0 = true }
        let finish = Task { await model.finish() }
        try await wait(model) { $0.state == .stopping && $0.canAbandon }
        model.abandon()
        await finish.value
        #expect(model.link == nil)
        node.hangs.withLock { $0 = false }
    }

    @Test func commandsGoToTheirWalletAndErrorsKeepTheirWords() async throws {
        let caller = CommandCaller(FakeNode(), wallet: "ä b/c")
        let answer = try await caller.call("x", 1)
        #expect(answer.description == #"["x",[1],"/wallet/%C3%A4%20b%2Fc"]"#)
        await #expect(throws: CommandError(code: -8, message: "No")) { try await caller.call("fail") }
    }

    @UserInterface
    @Test func theUserInterfaceKnowsItself() {
        #expect(UserInterface.assumeIsolated { 5 } == 5)
    }
}
