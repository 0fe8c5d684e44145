import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport

/// Carries out the commands of the wallet process.
struct WalletCommandHandlers: Sendable {
    let wallets: LocalWalletLoader

    /// Serves the commands.
    func register(in table: RPCTable) {
        table.register(WalletDirectoryCommands.listWalletDir) { _ in try await listWalletDir() }
        table.register(WalletDirectoryCommands.listWallets) { _ in
            .array(await wallets.loadedNames.map(JSONValue.string))
        }
    }

    private func listWalletDir() async throws -> JSONValue {
        let entries = try await wallets.listWalletDir().map { entry -> JSONValue in
            let warnings: [JSONValue] =
                entry.format == WalletFileFormat.berkeleyDB.rawValue
                ? [
                    "This wallet is a legacy wallet and will need to be migrated with migratewallet before it can be loaded"
                ] : []
            return .members(("name", .string(entry.name)), ("warnings", .array(warnings)))
        }
        return .members(("wallets", .array(entries)))
    }
}
