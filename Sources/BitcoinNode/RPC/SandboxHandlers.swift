import BitcoinCommands
import BitcoinSandbox
import BitcoinSupport

/// Shows what keeps the processes of this node from doing other things than theirs.
struct SandboxHandlers: Sendable {
    let table: RPCTable
    let wallets: WalletRegistry

    /// Serves the command.
    func register() {
        table.register(SandboxCommands.getSandboxInfo) { _ in try await information }
    }

    private var information: JSONValue {
        get async throws {
            let own = Sandbox.report.json
            var processes = [own]
            for entry in await wallets.attached {
                let other = try await entry.loader.getSandboxInfo()
                // Wallets in this process have nothing of their own to tell.
                if other["pid"] != own["pid"] { processes.append(other) }
            }
            return .members(("mode", own["mode"]), ("processes", .array(processes)))
        }
    }
}
