import BitcoinChain
import BitcoinP2P
import BitcoinSupport

extension NodeApplication {
    /// Joins the network: listens, connects, and talks with whoever is there.
    func startNetwork(_ node: NodeContext, _ running: inout ShutdownList) async throws {
        guard let chain = node.chain.current else { return }
        let reach = try await NetworkReach(arguments)
        let configuration = try ConnectionConfiguration(arguments, reach: reach, parameters: parameters)
        let book = try await AddressBook(
            arguments, reach: reach, parameters: parameters, announce: node.announce)
        if configuration.listeners.contains(where: \.endpoint.address.isUnspecified) {
            book.own.addInterfaces()
        }
        let connections = ConnectionManager(configuration, book: book)
        let options = PeerOptions(arguments, filters: node.indexes.current?.filters[.basic])
        let peers = PeerManager(chain: chain, connections: connections, book: book, options: options)
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
        node.scheduler.every({ PeerManager.rebroadcastInterval }) { await peers.rebroadcast() }
        await connections.start(delivering: peers)
    }
}
