import BitcoinInterfaces
import BitcoinSupport
import Testing

@testable import BitcoinGUI

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
        let node = FakeNode()
        node.answers.withLock { $0["fail"] = #"{"error": {"code": -8, "message": "No"}, "result": null}"# }
        let caller = CommandCaller(node, wallet: "ä b/c")
        let answer = try await caller.call("x", 1)
        #expect(answer.description == #"["x",[1],"/wallet/%C3%A4%20b%2Fc"]"#)
        await #expect(throws: CommandError(code: -8, message: "No")) { try await caller.call("fail") }
    }

    @UserInterface
    @Test func theUserInterfaceKnowsItself() {
        #expect(UserInterface.assumeIsolated { 5 } == 5)
    }
}
