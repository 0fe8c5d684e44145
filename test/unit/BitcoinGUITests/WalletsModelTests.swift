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
}
