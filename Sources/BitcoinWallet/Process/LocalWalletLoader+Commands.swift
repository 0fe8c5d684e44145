import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport

/// What commands do to the wallets of this process.
extension LocalWalletLoader {
    /// Loads a wallet for a command.
    func load(_ name: String, onStartup: Bool?) async throws -> [String] {
        var warnings: [String]
        do {
            warnings = try await open(name)
        } catch let error as RPCError {
            throw error
        } catch let error as WalletOpenError {
            throw RPCError(error.reason.code, "\(error.prefixed(Self.prefix(of: error)))")
        } catch let error as SQLiteError {
            throw RPCError(.wallet, "Wallet file verification failed. \(error)")
        } catch {
            throw RPCError(.wallet, "Wallet loading failed. \(error)")
        }
        if let wallet = wallets.last { try await wallet.start() }
        warnings += try await noteLoading(name, onStartup)
        return warnings
    }

    private static func prefix(of error: WalletOpenError) -> String {
        error.reason == .other ? "Wallet loading failed." : "Wallet file verification failed."
    }

    /// Makes a wallet for a command.
    func create(
        _ name: String, flags: WalletFlags, passphrase: Passphrase, onStartup: Bool?
    ) async throws -> [String] {
        guard !name.isEmpty else { throw RPCError(.invalidParameter, "Wallet name cannot be empty") }
        if case .given = passphrase, flags.contains(.disablePrivateKeys) {
            throw RPCError(
                .wallet,
                "Passphrase provided but private keys are disabled. A passphrase is only used to encrypt private keys, "
                    + "so cannot be used for wallets with private keys disabled.")
        }
        guard opening.insert(name).inserted else { throw RPCError(.wallet, "Wallet already loading.") }
        defer { opening.remove(name) }
        let wallet: Wallet
        do {
            let path = try WalletPath(name: name, options: options)
            try path.requireAbsent()
            wallet = try await Wallet.create(
                name: name, path: path.file, options: options, chain: chain, flags: flags,
                passphrase: passphrase)
        } catch let error as WalletOpenError {
            // Whatever the reason: programs tell them apart only where a wallet is opened.
            throw RPCError(.wallet, "Wallet file verification failed. \(error)")
        } catch is WalletCreationFailure {
            throw RPCError(.encryptionFailed, "Error: Wallet created but failed to encrypt.")
        } catch let error as SQLiteError {
            throw RPCError(.wallet, "Wallet file verification failed. \(error)")
        } catch let error as FileError {
            throw RPCError(.wallet, "Wallet file verification failed. \(error)")
        } catch {
            throw RPCError(.wallet, "Wallet creation failed. \(error)")
        }
        try await keep(wallet)
        try await wallet.start()
        return try await options.warnings + noteLoading(name, onStartup)
    }

    /// Restores a wallet from a copy of its file, and loads it.
    func restore(_ name: String, from backup: String, onStartup: Bool?) async throws -> [String] {
        guard !name.isEmpty else { throw RPCError(.invalidParameter, "Wallet name cannot be empty") }
        guard Path.exists(backup) else { throw RPCError(.invalidParameter, "Backup file does not exist") }
        let path = try WalletPath(name: name, options: options)
        let file = Path.join(path.location, "wallet.dat")
        guard !Path.exists(file) else {
            throw RPCError(
                .walletAlreadyExists, "Failed to restore wallet. Database file exists in '\(file)'.")
        }
        let hadFolder = Path.exists(path.location)
        do {
            try Path.createDirectories(path.location)
            try FileCopy.copy(backup, to: file)
            return try await load(name, onStartup: onStartup)
        } catch {
            FileCopy.remove(file)
            if !hadFolder { FileCopy.removeFolder(path.location) }
            throw error
        }
    }

    /// Why a wallet is not made a descriptor wallet: it is one, or its format is one that only other programs read.
    func refusalToMigrate(_ name: String) -> RPCError {
        let alreadyDone = RPCError(.wallet, "Error: This wallet is already a descriptor wallet")
        guard !wallets.contains(where: { $0.name == name }) else { return alreadyDone }
        do {
            let path = try WalletPath(name: name, options: options)
            guard Path.exists(path.location) else { return RPCError(.wallet, "Error: Wallet does not exist") }
            guard path.isLegacy else { return alreadyDone }
        } catch {
            return RPCError(.wallet, "\(error)")
        }
        return RPCError(
            .wallet,
            "Error: This version of \(ClientVersion.clientName) cannot migrate legacy wallets (Berkeley DB). Migrate the "
                + "wallet with Bitcoin Core 24.0 or later; the descriptor wallet that it makes can be loaded here."
        )
    }

    /// Closes a wallet for a command. Returns what the user should know.
    func unload(_ name: String, onStartup: Bool?) async throws -> [String] {
        guard let index = wallets.firstIndex(where: { $0.name == name }) else {
            throw RPCError(.walletNotFound, "Requested wallet does not exist or is not loaded")
        }
        guard await wallets[index].scan == nil else {
            throw RPCError(.wallet, "Wallet is currently rescanning. Abort existing rescan or wait.")
        }
        guard let current = wallets.firstIndex(where: { $0.name == name }) else {
            throw RPCError(.miscellaneous, "Requested wallet already unloaded")
        }
        await wallets.remove(at: current).close()
        return try await noteLoading(name, onStartup)
    }

    private func noteLoading(_ name: String, _ onStartup: Bool?) async throws -> [String] {
        try await chain?.setLoadedWallets(loadedNames)
        guard let onStartup else { return [] }
        guard try await chain?.setLoadOnStartup(wallet: name, loads: onStartup) == true else {
            return [
                "Wallet load on startup setting could not be updated, so wallet may \(onStartup ? "not" : "still") be "
                    + "loaded next node startup."
            ]
        }
        return []
    }
}
