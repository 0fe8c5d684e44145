import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport

/// What this node answers first to another process, over one connection.
struct LocalNodeInit: NodeInit {
    let node: NodeContext
    /// Who is at the other end.
    let peer: ConnectedPeer
    /// What the templates of the connection may take, by whatever mining interface they were made.
    private let allowance: TemplateAllowance

    init(node: NodeContext, peer: ConnectedPeer) {
        self.node = node
        self.peer = peer
        allowance = TemplateAllowance(maximum: node.listeners.limits.templates)
        node.listeners.add(allowance, of: peer)
    }

    func makeEcho() async throws -> (any Echo)? { LocalEcho() }

    func makeMining() async throws -> (any Mining)? { LocalMining(node: node, allowance) }

    func makeRpc() async throws -> (any Rpc)? { LocalRpc(server: node.rpcServer, user: peer.user) }

    func exchangeIdentity(_ peer: ProcessIdentity) async throws -> ProcessIdentity {
        try node.identity.check(peer)
        return node.identity
    }

    func makeNode() async throws -> (any BitcoinInterfaces.Node)? { LocalNode(node: node) }

    func makeChain() async throws -> (any Chain)? { LocalChain(node: node) }

    func attachWallet(_ loader: any WalletLoader, rpc: any Rpc) async throws -> any Handler {
        let handler = try await node.wallets.bringUp(loader: loader, rpc: rpc)
        Log.info("Attached the wallets of another process")
        return handler
    }
}
