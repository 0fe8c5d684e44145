import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport

/// A node that another program has started, as that program sees it: it waits for its options, and then is the node that
/// runs with them.
final class ChildNode: NodeInit {
    private let identity: ProcessIdentity
    private let configuration = Late<ProcessConfiguration?>()
    private let outcome = Late<Result<LocalNodeInit, StartupError>>()

    /// Describes a node that has not been given options.
    ///
    /// - Parameter identity: who this process is; its network is settled by the peer.
    init(identity: ProcessIdentity) {
        self.identity = identity
    }

    /// The options, as soon as they are there; `nil` if there will be none.
    var options: ProcessConfiguration? {
        get async { await configuration.value }
    }

    /// Notes that the other program is gone.
    func abandon() {
        configuration.set(nil)
    }

    /// Lets the other program at the node.
    func started(_ node: NodeContext) {
        outcome.set(.success(LocalNodeInit(node: node, peer: ConnectedPeer())))
    }

    /// Tells the other program why there will be no node.
    func failed(_ error: StartupError) {
        outcome.set(.failure(error))
    }

    /// Tells the other program who this is.
    func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity {
        var own = identity
        own.network = peer.network
        try own.check(peer)
        return own
    }

    /// Takes over the options, and returns when the node is starting.
    func configure(_ configuration: ProcessConfiguration) async throws {
        guard self.configuration.current == nil else { throw AlreadyConfigured() }
        self.configuration.set(configuration)
        _ = try await node
    }

    private var node: LocalNodeInit {
        get async throws { try await outcome.value.get() }
    }

    func makeNode() async throws -> (any BitcoinInterfaces.Node)? { try await node.makeNode() }
    func makeEcho() async throws -> (any Echo)? { LocalEcho() }
    func makeMining() async throws -> (any Mining)? { try await node.makeMining() }
    func makeRpc() async throws -> (any Rpc)? { try await node.makeRpc() }
    func makeChain() async throws -> (any Chain)? { try await node.makeChain() }

    func attachWallet(_ loader: any WalletLoader, rpc: any Rpc) async throws -> any Handler {
        try await node.attachWallet(loader, rpc: rpc)
    }
}
