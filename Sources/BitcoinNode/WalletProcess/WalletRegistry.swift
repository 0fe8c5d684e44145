import BitcoinCommands
import BitcoinInterfaces

/// The wallets that serve this node: those of the process that the node started and those of processes that
/// attached themselves.
actor WalletRegistry {
    /// The wallets of one process.
    struct Entry: Sendable {
        /// Opens, starts and stops the wallets.
        var loader: any WalletLoader
        /// Carries out commands for them.
        var rpc: any Rpc
    }

    /// Where commands for wallets are served.
    nonisolated let table: RPCTable
    private var entries: [Int: Entry] = [:]
    private var commands: [Int: [RPCTable.Registration]] = [:]
    private var nextKey = 0
    /// Grows whenever wallets of a process come or go.
    private(set) var revision: UInt64 = 0

    /// Creates a registry that serves the wallets' commands in a table.
    init(table: RPCTable) {
        self.table = table
    }

    /// Everything that is attached, the oldest first.
    var attached: [Entry] {
        entries.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Opens the wallets of a process, adds them until the handler is disconnected, and starts them.
    ///
    /// Wallets that do not start are not kept.
    ///
    /// - Parameter servesCommands: false if commands reach these wallets by another way.
    func bringUp(
        loader: any WalletLoader, rpc: any Rpc, servesCommands: Bool = true
    ) async throws -> any Handler {
        try await loader.verify()
        try await loader.load()
        let handler = attach(loader: loader, rpc: rpc, servesCommands: servesCommands)
        do {
            try await loader.start()
        } catch {
            detach(handler.key)
            throw error
        }
        return handler
    }

    private func attach(loader: any WalletLoader, rpc: any Rpc, servesCommands: Bool) -> Registration {
        nextKey += 1
        revision += 1
        entries[nextKey] = Entry(loader: loader, rpc: rpc)
        if servesCommands { commands[nextKey] = WalletCommandForwarding.register(in: table) { rpc } }
        return Registration(registry: self, key: nextKey)
    }

    /// Has all wallets go by a clock that a test has set, in seconds since 1970; 0 for the real one.
    func setMockTime(seconds: Int64) async throws {
        for entry in attached { try await entry.loader.setMockTime(seconds: seconds) }
    }

    /// Has all wallets do what they would do in the next so many seconds. Those that are not there do nothing.
    func forward(seconds: Int64) async {
        for entry in attached { try? await entry.loader.forward(seconds: seconds) }
    }

    /// Has every wallet written to disk and closed.
    func stopAll() async throws {
        for entry in attached {
            try await entry.loader.stop()
        }
    }

    private func detach(_ key: Int) {
        guard entries.removeValue(forKey: key) != nil else { return }
        revision += 1
        for registration in commands.removeValue(forKey: key) ?? [] { table.unregister(registration) }
    }

    /// Goes with its last reference: a process that attached itself and is gone lets go of it.
    private final class Registration: Handler {
        let registry: WalletRegistry
        let key: Int

        init(registry: WalletRegistry, key: Int) {
            self.registry = registry
            self.key = key
        }

        deinit {
            Task { [registry, key] in await registry.detach(key) }
        }

        func disconnect() async throws {
            await registry.detach(key)
        }
    }
}
