import BitcoinInterfaces
import BitcoinSupport

extension WalletProgram {
    /// The longest pause between two attempts to reach a node that has gone.
    private static let longestPause = Duration.seconds(10)

    /// Serves wallets to a running node until the user ends that. When the node goes, its wallets are closed; when it is back,
    /// those that were loaded are opened again and catch up.
    func attach(to address: String, _ arguments: Arguments) async throws {
        // A node that is not there at first is a mistake of the user's; later it is being started again.
        var node = try await connect(address, arguments)
        _ = Log.logger.start(.init(file: nil, console: arguments.bool("printtoconsole", default: true)))
        SignalHandlers.install()
        var loaded: [String]?
        while true {
            loaded = try await serve(node, address, arguments, reopening: loaded)
            guard !ShutdownSignal.process.isRequested else { return }
            Log.info("The node at \(address) is gone; waiting for it to come back")
            guard let next = await reconnect(address, arguments) else { return }
            node = next
        }
    }

    private func connect(_ address: String, _ arguments: Arguments) async throws -> any AttachedNode {
        try await border.attach(
            address: address, directory: arguments.networkDirectory,
            identity: identity(network: arguments.selectedChain.name))
    }

    /// Tries until the node is there or the process is to end.
    private func reconnect(_ address: String, _ arguments: Arguments) async -> (any AttachedNode)? {
        var pause = Duration.milliseconds(100)
        while !ShutdownSignal.process.isRequested {
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
            if let node = try? await connect(address, arguments) { return node }
        }
        return nil
    }

    /// Serves wallets to a node until one of the two ends that.
    ///
    /// - Parameter names: the wallets to open; `nil` for those that the options name.
    /// - Returns: the wallets that were loaded at the end.
    private func serve(
        _ node: any AttachedNode, _ address: String, _ arguments: Arguments, reopening names: [String]?
    ) async throws -> [String] {
        guard let chain = try await node.interface.makeChain() else {
            throw WalletError("The node at \(address) gives no access to its chain.")
        }
        let wallet = WalletApplication(
            identity: identity(network: arguments.selectedChain.name), arguments: arguments,
            forwardsLog: false,
            reopening: names)
        guard let loader = try await wallet.makeWalletLoader(chain: chain),
            let rpc = try await wallet.makeRpc()
        else { return names ?? [] }
        let registration = try await node.interface.attachWallet(loader, rpc: rpc)
        Log.info("Serving wallets to the node at \(address)")
        // Until the process ends this waits behind each node that was served, of which there are few.
        Task {
            await ShutdownSignal.process.wait()
            try? await registration.disconnect()
            node.close()
        }
        await node.waitUntilClosed()
        let loaded = await wallet.loadedNames
        try await loader.stop()
        return loaded
    }
}
