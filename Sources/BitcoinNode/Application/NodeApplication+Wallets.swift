import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport

extension NodeApplication {
    /// Brings up the wallets, in a process of their own or in this one.
    func startWallets(_ node: NodeContext, _ running: inout ShutdownList) async throws {
        guard !arguments.bool("disablewallet", default: false) else { return }
        let activity = "Verifying wallet(s)…"
        switch wallet {
        case .none:
            Log.info("No wallet support compiled in!")
        case .inProcess(let make):
            node.announce(activity)
            try await startLocalWallet(make(arguments), node, &running)
        case .ownProcess(let executable):
            guard let border else { return }
            node.announce(activity)
            let grants = WalletGrants(walletDirectory: arguments.walletDirectory)
            for name in arguments.list("wallet") { grants.addWallet(name) }
            let ticket = try arguments.walletTicket()
            let supervisor = WalletSupervisor(
                provision: .init(
                    identity: node.identity, configuration: try processConfiguration, log: ProcessLogSink(),
                    chain: LocalChain(node: node, loadedWallets: node.loadedWallets)),
                wallets: node.wallets, grants: grants
            ) {
                let broker = ticket.mode == .off ? nil : BrokerServer.start(granting: grants.paths)
                return try await border.spawnWallet(
                    executable: executable, ticket: ticket, broker: broker ?? -1)
            }
            do {
                try await supervisor.start()
            } catch {
                throw StartupError(Self.messageOfWallet("\(error)"))
            }
            running.onStop("wallet process", within: .seconds(40)) { await supervisor.stop() }
        }
    }

    private func startLocalWallet(
        _ wallet: any WalletInit, _ node: NodeContext, _ running: inout ShutdownList
    ) async throws {
        let registration: any Handler
        let chain = LocalChain(node: node, loadedWallets: node.loadedWallets)
        do {
            try await wallet.configure(try processConfiguration, log: ProcessLogSink())
            guard let loader = try await wallet.makeWalletLoader(chain: chain),
                let rpc = try await wallet.makeRpc()
            else { return }
            registration = try await node.wallets.bringUp(loader: loader, rpc: rpc)
        } catch {
            throw StartupError("\(error)")
        }
        running.onStop("wallets") {
            do {
                try await chain.waitForNotifications()
                try await node.wallets.stopAll()
                try await registration.disconnect()
            } catch {
                Log.error("Wallets could not be closed: \(error)")
            }
        }
    }

    /// What the wallet process said, without the words that tell that another process said it.
    private static func messageOfWallet(_ text: String) -> String {
        let mark = "remote exception: std::exception: "
        return text.hasPrefix(mark) ? String(text.dropFirst(mark.count)) : text
    }

    /// What the wallet process reads in place of a command line.
    private var processConfiguration: ProcessConfiguration {
        get throws {
            ProcessConfiguration(
                arguments: arguments.words, dataDirectory: arguments.dataDirectory,
                network: parameters.chain.name, mockTimeSeconds: NodeClock.mockTime ?? 0)
        }
    }
}
