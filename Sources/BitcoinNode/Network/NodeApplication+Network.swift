import BitcoinChain
import BitcoinP2P
import BitcoinSupport

extension NodeApplication {
    /// Joins the network: listens, connects, and talks with whoever is there.
    func startNetwork(_ node: NodeContext, _ running: inout ShutdownList) async throws {
        guard let chain = node.chain.current else { return }
        let configuration = try ConnectionConfiguration(arguments, parameters: parameters)
        let connections = ConnectionManager(configuration)
        var options = PeerOptions()
        options.userAgent = ClientVersion.userAgent(comments: arguments.list("uacomment"))
        options.ignoresTransactions = arguments.bool("blocksonly", default: false)
        options.isListening = arguments.bool("listen", default: true)
        options.peerTimeoutSeconds = configuration.peerTimeoutSeconds
        let peers = PeerManager(chain: chain, connections: connections, options: options)
        do {
            try await connections.listen()
        } catch {
            let hint = "Failed to listen on any port. Use -listen=0 if you want this."
            throw StartupError("\(error.description)\nError: \(hint)")
        }
        running.onStop("network") {
            await connections.stop()
            await peers.stop()
        }
        node.network.set(NodeNetwork(connections: connections, peers: peers))
        node.announce("Starting network threads…")
        await peers.start()
        await connections.start(delivering: peers)
    }
}
