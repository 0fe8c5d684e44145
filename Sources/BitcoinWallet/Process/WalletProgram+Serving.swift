import BitcoinCommands
import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport

extension WalletProgram {
    /// The file with the password for the process's own port.
    static let cookieName = "wallet.cookie"

    /// The longest pause between two attempts to reach a node that has gone.
    private static let longestPause = Duration.seconds(10)

    /// Where the node is that wallets are served to.
    private struct Place {
        /// As in `-ipcconnect=<address>`; `nil` for no node at all.
        var address: String?
        /// Whether nobody has to be there.
        var isOptional = false

        init(_ arguments: Arguments) {
            let text = arguments.string("ipcconnect", default: "auto")
            guard !text.isEmpty, text != "0" else { return }
            isOptional = text == "auto"
            address = isOptional ? "unix" : text
        }
    }

    /// Whether the command line asks for a process that serves wallets, and not for a command of the tool.
    static func serves(_ arguments: Arguments) -> Bool {
        arguments.isSet("ipcconnect") || arguments.bool("server", default: false)
    }

    /// Serves wallets until the user ends that: to a node, to whoever calls this process's own port, or both.
    ///
    /// When the node goes, its wallets are closed; when it is back, those that were loaded are opened again and catch up.
    /// A process with a port of its own opens them without a node meanwhile.
    func serve(_ arguments: Arguments) async throws {
        // Of bitcoin.conf this does not count: there it is said of the node.
        let hasPort = arguments.bool("server", default: false)
        let hasPlace = arguments.isSet("rpcport") || arguments.isSet("rpcbind")
        try arguments.initialize(ownsSettings: false)
        guard !hasPort || hasPlace else {
            throw WalletError(
                "-server needs -rpcport or -rpcbind on the command line: the port of the configuration is the node's."
            )
        }
        let place = Place(arguments)
        guard hasPort || place.address != nil else {
            throw WalletError("Without a node there is nobody to serve: -noipcconnect needs -server.")
        }
        _ = Log.logger.start(.init(file: nil, console: arguments.bool("printtoconsole", default: true)))
        for line in Sandbox.report.lines { Log.info(line) }
        SignalHandlers.install()
        let current = CurrentWallets()
        let service = hasPort ? try await startService(arguments, current.commands()) : nil
        do {
            try await serve(place, arguments, current, isAlone: hasPort)
        } catch {
            await service?.stop()
            throw error
        }
        await service?.stop()
    }

    private func startService(_ arguments: Arguments, _ table: RPCTable) async throws -> any CommandService {
        guard let startCommands else { throw WalletError("This program was built without a server.") }
        // The node of the same folder has files and rights of its own.
        arguments.softSet("rpccookiefile", Self.cookieName)
        arguments.softSet("rpcallowip", "127.0.0.1")
        return try await startCommands(arguments, table)
    }

    private func serve(
        _ place: Place, _ arguments: Arguments, _ current: CurrentWallets, isAlone: Bool
    ) async throws {
        var node = try await firstNode(place, arguments)
        var loaded: [String]?
        let served = ServedNode()
        Task {
            await ShutdownSignal.process.wait()
            await served.release()
        }
        while !ShutdownSignal.process.isRequested {
            if let found = node {
                loaded = try await serve(found, arguments, current, served, reopening: loaded)
                node = nil
                if !ShutdownSignal.process.isRequested {
                    Log.info("The node at \(place.address ?? "") is gone; waiting for it to come back")
                }
            } else if isAlone {
                (node, loaded) = try await serveWithoutNode(place, arguments, current, reopening: loaded)
            } else {
                node = await reconnect(place, arguments)
            }
        }
        node?.close()
    }

    // MARK: The node

    /// A node that is not there at first is a mistake of the user's; later it is being started again.
    private func firstNode(_ place: Place, _ arguments: Arguments) async throws -> (any AttachedNode)? {
        guard let address = place.address else { return nil }
        do {
            return try await connect(address, arguments)
        } catch {
            guard place.isOptional else { throw error }
            Log.info("There is no node to serve wallets to: \(error)")
            return nil
        }
    }

    private func connect(_ address: String, _ arguments: Arguments) async throws -> any AttachedNode {
        try await requireBorder().attach(
            address: address, directory: arguments.networkDirectory,
            identity: identity(network: arguments.selectedChain.name))
    }

    /// Tries until the node is there or the process is to end.
    private func reconnect(_ place: Place, _ arguments: Arguments) async -> (any AttachedNode)? {
        guard let address = place.address else {
            await ShutdownSignal.process.wait()
            return nil
        }
        var pause = Duration.milliseconds(100)
        var complaint = ""
        while !ShutdownSignal.process.isRequested {
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
            do {
                return try await connect(address, arguments)
            } catch {
                // Said once, not with every attempt.
                if "\(error)" != complaint { Log.info("The node at \(address) cannot be reached: \(error)") }
                complaint = "\(error)"
            }
        }
        return nil
    }

    // MARK: Wallets

    /// Serves wallets to a node until one of the two ends that.
    ///
    /// - Parameters:
    ///   - served: knows the node until then.
    ///   - names: the wallets to open; `nil` for those that the options name.
    /// - Returns: the wallets that are to be opened next time; `nil` for those that the options name.
    private func serve(
        _ node: any AttachedNode, _ arguments: Arguments, _ current: CurrentWallets, _ served: ServedNode,
        reopening names: [String]?
    ) async throws -> [String]? {
        await served.use(node)
        let wallet = WalletApplication(
            identity: identity(network: arguments.selectedChain.name), arguments: arguments,
            forwardsLog: false, reopening: names)
        do {
            try await served.use(attach(wallet, to: node))
        } catch let error as any BorderError where error.isDisconnection {
            // It went as soon as it had come. What was to be opened still is.
            Log.info("The node went before it was served: \(error)")
            await served.forget()
            await wallet.stopWallets()
            return names
        }
        await current.use(wallet.table)
        Log.info("Serving wallets to the node")
        await node.waitUntilClosed()
        await current.use(nil)
        await served.forget()
        let loaded = await wallet.loadedNames
        await wallet.stopWallets()
        return loaded
    }

    private func attach(
        _ wallet: WalletApplication, to node: any AttachedNode
    ) async throws -> (any Handler)? {
        guard let chain = try await node.interface.makeChain() else {
            throw WalletError("The node gives no access to its chain.")
        }
        guard let loader = try await wallet.makeWalletLoader(chain: chain),
            let rpc = try await wallet.makeRpc()
        else { return nil }
        return try await node.interface.attachWallet(loader, rpc: rpc)
    }

    /// Serves wallets without a chain until there is a node or the process is to end.
    ///
    /// - Returns: the node, if there is one now, and the wallets that were loaded at the end.
    private func serveWithoutNode(
        _ place: Place, _ arguments: Arguments, _ current: CurrentWallets, reopening names: [String]?
    ) async throws -> (node: (any AttachedNode)?, loaded: [String]) {
        let wallet = WalletApplication(
            identity: identity(network: arguments.selectedChain.name), arguments: arguments,
            forwardsLog: false, reopening: names)
        let loader = try await wallet.makeLoaderWithoutChain()
        try await loader.verify()
        try await loader.load()
        try await loader.start()
        await current.use(wallet.table)
        Log.info("Serving wallets without a node")
        let node = await reconnect(place, arguments)
        await current.use(nil)
        let loaded = await wallet.loadedNames
        await loader.stop()
        return (node, loaded)
    }
}
