import BitcoinCommands
import BitcoinSupport

/// Lets programs reach the commands of a wallet process, such as over HTTP, until it is stopped.
public protocol CommandService: Sendable {
    /// Serves no longer, and returns when the commands under way have been answered.
    func stop() async
}

/// Starts to serve a table of commands as the options say.
public typealias CommandServiceStarter =
    @Sendable (Arguments, RPCTable) async throws -> any CommandService

/// The commands of whichever wallets this process has at present: those that it serves to a node, or those that it has
/// opened without one.
actor CurrentWallets {
    private var table: RPCTable?

    /// Carries commands out on these wallets from now on; `nil` while others are being opened.
    func use(_ table: RPCTable?) { self.table = table }

    /// The commands of all wallets that come and go.
    nonisolated func commands() -> RPCTable {
        let table = RPCTable()
        for command in WalletCommands.served {
            table.register(command) { try await self.execute($0) }
        }
        table.register(ControlCommands.help) { request in
            .string(table.help(for: request[0].isNull ? "" : try request[0].requireString()))
        }
        table.register(ControlCommands.stop) { _ in
            ShutdownSignal.process.request()
            return .string(ControlCommands.stopResult)
        }
        table.finishWarmup()
        return table
    }

    private func execute(_ request: RPCRequest) async throws -> JSONValue {
        guard let table else {
            throw RPCError(.inWarmup, "The wallets are being opened")
        }
        return try await table.execute(
            request.command.name, .array(request.arguments), caller: request.caller)
    }
}
