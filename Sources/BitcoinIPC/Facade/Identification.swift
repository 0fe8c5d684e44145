import BitcoinInterfaces
import BitcoinSupport
import Synchronization

/// A peer called a method that is for peers that have told who they are.
struct UnidentifiedPeer: Error, CustomStringConvertible {
    let description = "The peer has not said who it is: exchangeIdentity has to be called first"
}

/// A peer wants what its address does not grant.
struct NotGranted: Error, CustomStringConvertible {
    let grant: ListenerAddress.Grant

    var description: String { "The address does not grant \(grant): -ipcbind=<address>,grant=\(grant) does" }
}

/// Who the peer of one connection is, once it is known.
private final class PeerIdentity: Sendable {
    private let identity = Mutex<ProcessIdentity?>(nil)

    /// Has identities exchanged; remembers the peer if this side accepts it.
    func exchange(
        _ peer: ProcessIdentity, with own: (ProcessIdentity) async throws -> ProcessIdentity
    ) async throws -> ProcessIdentity {
        do {
            let answer = try await own(peer)
            identity.withLock { $0 = peer }
            return answer
        } catch {
            Log.error("Refused \(peer.program) over IPC: \(error)")
            throw error
        }
    }

    func require() throws(UnidentifiedPeer) {
        if identity.withLock({ $0 == nil }) { throw UnidentifiedPeer() }
    }
}

/// A node as one connection sees it: what its address grants, and what goes beyond ``Init`` needs an identity first.
struct IdentifiedNodeInit: NodeInit {
    private let node: any NodeInit
    private let peer = PeerIdentity()

    private let grants: Set<ListenerAddress.Grant>

    init(_ node: any NodeInit, grants: Set<ListenerAddress.Grant> = Set(ListenerAddress.Grant.allCases)) {
        self.node = node
        self.grants = grants
    }

    private func require(_ grant: ListenerAddress.Grant) throws(NotGranted) {
        guard grants.contains(grant) else { throw NotGranted(grant: grant) }
    }

    func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity {
        try await self.peer.exchange(peer, with: node.exchangeIdentity)
    }

    func makeChain() async throws -> (any Chain)? {
        try require(.wallet)
        try peer.require()
        return try await node.makeChain()
    }

    func attachWallet(_ loader: any WalletLoader, rpc: any Rpc) async throws -> any Handler {
        try require(.wallet)
        try peer.require()
        return try await node.attachWallet(loader, rpc: rpc)
    }

    func configure(_ configuration: ProcessConfiguration) async throws {
        try require(.gui)
        try peer.require()
        try await node.configure(configuration)
    }

    /// What a program with windows gets is access to everything.
    func makeNode() async throws -> (any Node)? {
        try require(.gui)
        try peer.require()
        return try await node.makeNode()
    }

    func makeEcho() async throws -> (any Echo)? { try await node.makeEcho() }
    func makeMining() async throws -> (any Mining)? {
        try require(.mining)
        return try await node.makeMining()
    }
    func makeRpc() async throws -> (any Rpc)? {
        try require(.rpc)
        return try await node.makeRpc()
    }
    func makeMiningOld2() async throws { try await node.makeMiningOld2() }
}

/// A wallet process as the one connection to its parent sees it.
struct IdentifiedWalletInit: WalletInit {
    private let wallet: any WalletInit
    private let peer = PeerIdentity()

    init(_ wallet: any WalletInit) {
        self.wallet = wallet
    }

    func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity {
        try await self.peer.exchange(peer, with: wallet.exchangeIdentity)
    }

    func configure(_ configuration: ProcessConfiguration, log: any LogSink) async throws {
        try peer.require()
        try await wallet.configure(configuration, log: log)
    }

    func makeWalletLoader(chain: any Chain) async throws -> (any WalletLoader)? {
        try peer.require()
        return try await wallet.makeWalletLoader(chain: chain)
    }

    func makeEcho() async throws -> (any Echo)? { try await wallet.makeEcho() }
    func makeMining() async throws -> (any Mining)? { try await wallet.makeMining() }
    func makeRpc() async throws -> (any Rpc)? {
        try peer.require()
        return try await wallet.makeRpc()
    }
    func makeMiningOld2() async throws { try await wallet.makeMiningOld2() }
}
