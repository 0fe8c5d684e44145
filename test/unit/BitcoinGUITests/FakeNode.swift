import BitcoinInterfaces
import BitcoinSupport
import Synchronization

@testable import BitcoinGUI

/// A node that the test plays.
final class FakeNode: BitcoinInterfaces.Node, Rpc {
    let receiver = Mutex<(any NodeNotifications)?>(nil)
    let isAsked = Mutex(false)
    let gone = Ending()
    /// Whether it hangs: what it is asked then it answers only when it goes on.
    let hangs = Mutex(false)
    /// Whether it answers nothing about wallets, since it is about to be gone.
    let isEnding = Mutex(false)
    /// How often it was asked for its wallets.
    let loaderRequests = Mutex(0)
    /// Its wallets.
    let loader = Mutex<FakeLoader?>(nil)
    /// What it says to commands; the command and where it was sent to, if there is nothing here.
    let answers = Mutex<[String: String]>([:])

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
    func makeWalletLoader() async throws -> (any WalletLoader)? {
        loaderRequests.withLock { $0 += 1 }
        if isEnding.withLock({ $0 }) { throw Refusal() }
        return loader.withLock { $0 }
    }

    func startShutdown() async throws {
        isAsked.withLock { $0 = true }
        if !hangs.withLock({ $0 }) { gone.set("ended") }
    }

    func handleNotifications(_ notifications: any NodeNotifications) async throws -> any Handler {
        receiver.withLock { $0 = notifications }
        return FakeHandler()
    }

    func executeRpc(request: JSONValue, uri: String, user: String) async throws -> JSONValue {
        if let answer = answers.withLock({ $0[request["method"].string ?? ""] }) {
            return try JSONValue(parsing: answer)
        }
        return .members(("result", .array([request["method"], request["params"], .string(uri)])))
    }

    func tell(_ status: NodeStatus) async throws {
        try await receiver.withLock { $0 }?.statusChanged(status)
    }
}

/// How a node ended, for whoever waits.
final class Ending: Sendable {
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

struct FakeHandler: Handler {
    func disconnect() async throws {}
}

private struct Refusal: Error, CustomStringConvertible {
    var description: String { "remote exception: std::exception: The port is in use" }
}

/// Gives one node after the other; refuses when there are no more.
final class FakeSource: NodeSource {
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
