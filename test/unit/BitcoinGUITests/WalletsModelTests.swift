import BitcoinInterfaces
import Testing

@testable import BitcoinGUI

@Suite("The wallets that windows show", .timeLimit(.minutes(1)))
struct WalletsModelTests {
    @UserInterface
    @Test func areAskedForAgainOfANodeThatCountsAsTheLastOneDid() async throws {
        let (first, second) = (FakeNode(), FakeNode())
        // It is killed before it has told of any wallet.
        first.isEnding.withLock { $0 = true }
        let node = NodeModel(FakeSource([first, second]))
        let wallets = WalletsModel(node)
        await node.connect()
        while first.loaderRequests.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(2)) }
        await wallets.update()
        first.gone.set("was ended by signal 9")
        while node.link != nil { try await Task.sleep(for: .milliseconds(2)) }
        await node.connect()
        while second.loaderRequests.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Or windows would say that there is none.
    @UserInterface
    @Test func areAwaitedUntilTheNodeHasToldOfThem() async throws {
        let (fake, loader) = (FakeNode(), FakeLoader("a"))
        fake.loader.withLock { $0 = loader }
        loader.isBusy.withLock { $0 = true }
        let node = NodeModel(FakeSource([fake]))
        let wallets = WalletsModel(node)
        #expect(!wallets.areAwaited)
        await node.connect()
        while fake.loaderRequests.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(2)) }
        #expect(wallets.areAwaited && wallets.wallets.isEmpty)
        loader.isBusy.withLock { $0 = false }
        await wallets.update()
        #expect(!wallets.areAwaited && wallets.current?.name == "a")
    }

    /// Windows that show these wallets. No wallet has transactions.
    @UserInterface
    private func shown(_ loader: FakeLoader) async -> (FakeNode, WalletsModel) {
        let fake = FakeNode()
        fake.loader.withLock { $0 = loader }
        fake.answers.withLock { $0["listtransactions"] = #"{"error": null, "result": []}"# }
        let node = NodeModel(FakeSource([fake]))
        let wallets = WalletsModel(node)
        await node.connect()
        await wallets.update()
        return (fake, wallets)
    }

    /// What users are about would be lost.
    @UserInterface
    @Test func stayAsTheyAreWhenOthersComeAndGo() async throws {
        let loader = FakeLoader("a", "b")
        let (fake, wallets) = await shown(loader)
        #expect(wallets.wallets.map(\.name) == ["a", "b"])
        wallets.show(wallets.wallets[0])
        let first = try #require(wallets.current)
        loader.open("c")
        try await fake.tell(NodeStatus(walletsRevision: 1))
        await wallets.update()
        #expect(wallets.wallets.map(\.name) == ["a", "b", "c"])
        #expect(wallets.wallets.first === first && wallets.current === first)
        loader.drop("b")
        await wallets.update()
        #expect(wallets.wallets.map(\.name) == ["a", "c"] && wallets.current === first)
        loader.drop("a")
        await wallets.update()
        #expect(wallets.current?.name == "c")
    }

    @UserInterface
    @Test func ofAProcessThatIsGoneAreAskedForAnew() async throws {
        let (fake, wallets) = await shown(FakeLoader("a"))
        let first = try #require(wallets.current)
        fake.loader.withLock { loader in
            loader?.wallet("a")?.isGone.withLock { $0 = true }
            loader = FakeLoader("a")
        }
        try await fake.tell(NodeStatus(walletsRevision: 1))
        await wallets.update()
        #expect(wallets.current?.name == "a" && wallets.current !== first)
    }

    /// The one that was closed would still answer.
    @UserInterface
    @Test func thatWereClosedAndOpenedAtOnceAreOthers() async throws {
        let loader = FakeLoader("a")
        let (_, wallets) = await shown(loader)
        let first = try #require(wallets.current)
        let closed = try #require(loader.wallet("a"))
        loader.drop("a")
        loader.open("a")
        try await closed.receiver.withLock { $0 }?.unloaded()
        while wallets.current === first { try await Task.sleep(for: .milliseconds(2)) }
        #expect(wallets.current?.name == "a")
    }
}
