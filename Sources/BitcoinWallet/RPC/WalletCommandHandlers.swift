import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Binds the commands of the wallet process to what wallets do.
struct WalletCommandHandlers: Sendable {
    let wallets: LocalWalletLoader
    let table: RPCTable

    /// Serves the commands.
    func register() {
        registerDirectoryCommands()
        registerFileCommands()
        registerEncryptionCommands()
        registerAddressCommands()
        registerDescriptorCommands()
        registerKeyCommands()
        registerBalanceCommands()
        registerHistoryCommands()
        registerScanCommands()
        registerCoinCommands()
        registerSendingCommands()
        registerFundingCommands()
        registerBumpingCommands()
    }

    /// Serves a command of one wallet.
    ///
    /// - Parameter waits: whether the wallet first takes in what the node knows at the time of the call.
    func bind(
        _ command: RPCCommand, waits: Bool = true,
        _ body: @escaping @Sendable (isolated Wallet, RPCRequest) async throws -> JSONValue
    ) {
        table.register(command) { [wallets] request in
            let wallet = try await wallets.wallet(for: request.caller)
            if waits { try await wallet.sync() } else { try await wallet.requireIntact() }
            return try await body(wallet, request)
        }
    }

    private func registerDirectoryCommands() {
        table.register(WalletDirectoryCommands.listWalletDir) { [wallets] _ in
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
        table.register(WalletDirectoryCommands.listWallets) { [wallets] _ in
            .array(await wallets.loadedNames.map(JSONValue.string))
        }
    }
}

extension RPCRequest {
    /// An optional Boolean; `nil` if it was not given.
    func optionalBool(_ name: String) throws -> Bool? {
        let value = self[name]
        return value.isNull ? nil : try value.requireBool()
    }

    /// A label; the empty one if none was given.
    func label(_ name: String) throws -> String { try self[name].label }

    /// A type of address; `nil` if none was given.
    func addressType(_ name: String) throws -> OutputType? {
        let value = self[name]
        guard !value.isNull else { return nil }
        let text = try value.requireString()
        guard let type = OutputType(rawValue: text) else {
            throw RPCError(.invalidAddressOrKey, "Unknown address type '\(text)'")
        }
        return type
    }
}

extension JSONValue {
    /// A label; the empty one for null.
    var label: String {
        get throws {
            guard !isNull else { return "" }
            let text = try requireString()
            guard text != "*" else { throw RPCError(.invalidLabelName, "Invalid label name") }
            return text
        }
    }

    /// An array of strings.
    static func strings(_ values: some Sequence<String>) -> JSONValue {
        .array(values.map(JSONValue.string))
    }

    /// Amounts in BTC.
    static func amount(_ amount: Amount) -> JSONValue { .amount(satoshis: amount.satoshis) }
}
