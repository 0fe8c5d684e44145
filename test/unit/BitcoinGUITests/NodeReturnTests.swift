import BitcoinInterfaces
import BitcoinSupport
import Synchronization
import Testing

@testable import BitcoinGUI

/// An address at which a node comes and goes.
private final class FakeAddress: NodeSource {
    private struct Refusal: Error {}

    let isOwn: Bool
    let attempts = Mutex(0)

    init(isOwn: Bool) { self.isOwn = isOwn }

    func connect() async throws -> NodeLink {
        attempts.withLock { $0 += 1 }
        throw Refusal()
    }
}

@Suite("The return of a node", .timeLimit(.minutes(1)))
struct NodeReturnTests {
    @UserInterface
    @Test func aNodeOfOthersIsLookedForUntilItIsThere() async throws {
        let address = FakeAddress(isOwn: false)
        let model = NodeModel(address)
        NodeReturn.watch(model, firstPause: .milliseconds(1))
        await model.connect()
        while address.attempts.withLock({ $0 }) < 5 { try await Task.sleep(for: .milliseconds(2)) }
    }

    @UserInterface
    @Test func aNodeOfThisProgramIsStartedByTheUserAlone() async throws {
        let address = FakeAddress(isOwn: true)
        let model = NodeModel(address)
        NodeReturn.watch(model, firstPause: .milliseconds(1))
        await model.connect()
        try await Task.sleep(for: .milliseconds(50))
        #expect(address.attempts.withLock { $0 } == 1)
    }
}
