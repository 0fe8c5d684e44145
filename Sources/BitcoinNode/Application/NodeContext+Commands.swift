import BitcoinChain
import BitcoinCommands
import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport
import BitcoinTransactions

extension NodeContext {
    /// Serves the commands of this process.
    func registerCommands() {
        ControlHandlers(
            table: table, shutdown: shutdown, chain: parameters.chain, logPath: arguments.logFilePath ?? "",
            remoteEcho: echoFromElsewhere,
            clockChanged: { [tip, wallets] seconds in
                tip.clockChanged()
                try await wallets.setMockTime(seconds: seconds)
            },
            scheduleForwarded: { [scheduler, wallets] seconds in
                scheduler.advance(by: .seconds(seconds))
                await wallets.forward(seconds: seconds)
            }
        ).register()
        if border != nil { ProcessHandlers(table: table, listeners: listeners).register() }
        SandboxHandlers(table: table, wallets: wallets).register()
        let transactions = TransactionPresentation(addressFormat: parameters.addressFormat)
        BlockchainHandlers(node: self, presentation: BlockPresentation(transactions: transactions)).register()
        NetworkHandlers(node: self).register()
        PeerHandlers(node: self).register()
        BanHandlers(node: self).register()
        KnownAddressHandlers(node: self).register()
        RelayHandlers(node: self).register()
        GeneratingHandlers(node: self).register()
        MiningHandlers(node: self).register()
        MempoolHandlers(node: self).register()
        MempoolFileHandlers(node: self).register()
        SubmissionHandlers(node: self).register()
        PackageHandlers(node: self).register()
        PriorityHandlers(node: self).register()
        WaitingHandlers(node: self).register()
        ChainControlHandlers(node: self).register()
        UnspentOutputHandlers(node: self, transactions: transactions).register()
        StatisticsHandlers(node: self).register()
        ProofHandlers(node: self).register()
        SnapshotHandlers(node: self).register()
        ScanningHandlers(node: self).register()
        ActivityHandlers(node: self, transactions: transactions).register()
        IndexHandlers(node: self).register()
        TransactionHandlers(node: self, transactions: transactions).register()
        RawTransactionHandlers(table: table, transactions: transactions).register()
        SigningHandlers(node: self).register()
        FeeHandlers(node: self).register()
        PSBTUpdateHandlers(node: self).register()
        PSBTHandlers(
            table: table, presentation: PSBTPresentation(transactions), format: parameters.addressFormat,
            bytesPerSignatureOperation: Int(clamping: arguments.integer("bytespersigop", default: 20))
        ).register()
        AddressHandlers(table: table, format: parameters.addressFormat).register()
    }

    /// The chain, for a command that cannot do without it.
    var chainForCommands: ChainManager {
        get throws {
            guard let chain = chain.current else {
                throw RPCError(.internalError, "Node chainman not found")
            }
            return chain
        }
    }

    /// Whether the mempool of the last run has been read, or could not be.
    var isMempoolLoaded: Bool { mempoolLoad.current != nil }

    /// What users should know at once.
    var warningsForCommands: JSONValue {
        let texts = warnings.all
        if arguments.list("deprecatedrpc").contains("warnings") { return .string(texts.last ?? "") }
        return .array(texts.map(JSONValue.string))
    }

    /// Sends a text to another process and back, where there can be one.
    private func echoFromElsewhere(_ text: String) async throws -> String {
        guard let border, let executable = walletExecutable else { return try await LocalEcho().echo(text) }
        let process = try await border.spawnWallet(
            executable: executable, ticket: LaunchTicket(mode: arguments.sandboxMode), broker: -1)
        do {
            guard let echo = try await process.interface.makeEcho() else {
                throw StartupError("\(executable) has no echo service")
            }
            let result = try await echo.echo(text)
            await process.disconnect()
            _ = await process.waitUntilExit()
            return result
        } catch {
            process.send(signal: 9)
            _ = await process.waitUntilExit()
            throw error
        }
    }
}
