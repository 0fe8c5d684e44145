import BitcoinCommands
import BitcoinCrypto
import BitcoinSupport

/// Commands that create, open and close wallets.
extension WalletCommandHandlers {
    func registerFileCommands() {
        table.register(WalletFileCommands.createWallet) { try await createWallet($0) }
        table.register(WalletFileCommands.loadWallet) { [wallets] request in
            let name = try request.string("filename")
            let warnings = try await wallets.load(name, onStartup: request.optionalBool("load_on_startup"))
            return Self.result(name, warnings)
        }
        table.register(WalletFileCommands.unloadWallet) { [wallets] request in
            let name = try Self.uniqueName(request)
            let warnings = try await wallets.unload(name, onStartup: request.optionalBool("load_on_startup"))
            return .object(Self.warnings(warnings))
        }
        table.register(WalletFileCommands.restoreWallet) { [wallets] request in
            let name = try request.string("wallet_name")
            let warnings = try await wallets.restore(
                name, from: request.string("backup_file"),
                onStartup: request.optionalBool("load_on_startup"))
            return Self.result(name, warnings)
        }
        table.register(WalletFileCommands.migrateWallet) { [wallets] request in
            throw await wallets.refusalToMigrate(try Self.uniqueName(request))
        }
        bind(WalletFileCommands.backupWallet) { wallet, request in
            try wallet.backup(to: request.string("destination"))
            return .null
        }
        bind(WalletFileCommands.exportWatchOnlyWallet) { wallet, request in
            let destination = try request.string("destination")
            try wallet.exportWatchOnly(to: destination)
            return .members(("exported_file", .string(destination)))
        }
        bind(WalletFileCommands.getWalletInfo) { wallet, _ in wallet.information }
        bind(WalletFileCommands.setWalletFlag, waits: false) { wallet, request in
            try wallet.setFlag(request.string("flag"), request.bool("value"))
        }
    }

    private func createWallet(_ request: RPCRequest) async throws -> JSONValue {
        let name = try request.string("wallet_name")
        var flags: WalletFlags = []
        if try request.bool("disable_private_keys") { flags.insert(.disablePrivateKeys) }
        if try request.bool("blank") { flags.insert(.blank) }
        if try request.bool("avoid_reuse") { flags.insert(.avoidReuse) }
        var warnings: [String] = []
        var passphrase = Passphrase.none
        if !request["passphrase"].isNull {
            if let secret = try request.passphrase("passphrase") {
                passphrase = .given(secret)
            } else {
                warnings.append("Empty string given as passphrase, wallet will not be encrypted.")
            }
        }
        guard try request.bool("descriptors") else {
            throw RPCError(
                .wallet,
                "descriptors argument must be set to \"true\"; it is no longer possible to create a legacy wallet."
            )
        }
        guard try !request.bool("external_signer") else {
            throw RPCError(
                .wallet, "Compiled without external signing support (required for external signing)")
        }
        warnings += try await wallets.create(
            name, flags: flags, passphrase: passphrase,
            onStartup: request.optionalBool("load_on_startup"))
        return Self.result(name, warnings)
    }

    private static func result(_ name: String, _ warnings: [String]) -> JSONValue {
        var object: JSONObject = ["name": .string(name)]
        for (name, value) in Self.warnings(warnings) { object.append(name, value) }
        return .object(object)
    }

    private static func warnings(_ warnings: [String]) -> JSONObject {
        warnings.isEmpty ? [:] : ["warnings": .strings(warnings)]
    }

    /// The wallet that a command names by its path, its parameter, or both if they agree.
    private static func uniqueName(_ request: RPCRequest) throws -> String {
        let named = request["wallet_name"].isNull ? nil : try request.string("wallet_name")
        guard let endpoint = LocalWalletLoader.walletName(in: request.caller.uri) else {
            guard let named else {
                throw RPCError(
                    .invalidParameter,
                    "Either the RPC endpoint wallet or the wallet name parameter must be provided")
            }
            return named
        }
        guard named == nil || named == endpoint else {
            throw RPCError(
                .invalidParameter,
                "The RPC endpoint wallet and the wallet name parameter specify different wallets")
        }
        return endpoint
    }
}

extension RPCRequest {
    /// A passphrase; `nil` if it is empty.
    func passphrase(_ name: String) throws -> SecretBytes? {
        var bytes = Array(try string(name).utf8)
        return bytes.isEmpty ? nil : SecretBytes(taking: &bytes)
    }
}

extension Wallet {
    /// What `getwalletinfo` says.
    fileprivate var information: JSONValue {
        let counts = keypoolCounts
        var object: JSONObject = [
            "walletname": .string(name), "walletversion": 169900, "format": "sqlite",
            "txcount": .integer(ledger.transactions.count), "keypoolsize": .integer(counts.external),
            "keypoolsize_hd_internal": .integer(counts.all - counts.external),
        ]
        if isEncrypted { object.append("unlocked_until", .integer(unlockedUntil)) }
        object.append("private_keys_enabled", .bool(!flags.contains(.disablePrivateKeys)))
        object.append("avoid_reuse", .bool(flags.contains(.avoidReuse)))
        object.append(
            "scanning",
            scan.map { scan in
                .members(
                    ("duration", .integer(scan.start.duration(to: .now).components.seconds)),
                    ("progress", .double(scan.progress)))
            } ?? false)
        object.append("descriptors", true)
        object.append("external_signer", .bool(flags.contains(.externalSigner)))
        object.append("blank", .bool(flags.contains(.blank)))
        if let birthTime { object.append("birthtime", .integer(birthTime)) }
        object.append("flags", .strings(flags.names))
        object.append("lastprocessedblock", lastProcessedBlock)
        return .object(object)
    }

    /// The block up to which what the wallet says is true.
    var lastProcessedBlock: JSONValue {
        .members(
            ("hash", .string("\(ledger.tip?.hash ?? .zero)")), ("height", .integer(ledger.tip?.height ?? -1)))
    }

    /// Copies the wallet to a file.
    func backup(to destination: String) throws {
        do {
            // In a folder of wallets a file with the name of this one would be a wallet, or take the place of one.
            guard !Path.isDirectory(destination) else { throw WalletError("a directory") }
            guard !Path.areSame(destination, database.path) else { throw WalletError("the same file") }
            try writeBestBlock()
            try database.backup(to: destination)
        } catch {
            log("The backup failed: \(error)")
            throw RPCError(.wallet, "Error: Wallet backup failed!")
        }
    }

    fileprivate func setFlag(_ name: String, _ value: Bool) throws -> JSONValue {
        guard let flag = WalletFlags.names.first(where: { $0.name == name })?.flag else {
            throw RPCError(.invalidParameter, "Unknown wallet flag: \(name)")
        }
        guard WalletFlags.mutable.contains(flag) else {
            throw RPCError(.invalidParameter, "Wallet flag is immutable: \(name)")
        }
        guard flags.contains(flag) != value else {
            throw RPCError(.invalidParameter, "Wallet flag is already set to \(value): \(name)")
        }
        let changed = value ? flags.union(flag) : flags.subtracting(flag)
        try database.write(flags: changed)
        flags = changed
        var object: JSONObject = ["flag_name": .string(name), "flag_state": .bool(value)]
        if value, flag == .avoidReuse {
            object.append(
                "warnings",
                "You need to rescan the blockchain in order to correctly mark used destinations in the past. Until this is done, some destinations may be considered unused, even if the opposite is the case."
            )
        }
        return .object(object)
    }
}
