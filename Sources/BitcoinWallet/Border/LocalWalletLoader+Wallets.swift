import BitcoinInterfaces

/// The wallets of this process, for programs that show them to a user.
extension LocalWalletLoader {
    func getWalletNames() async throws -> [String] { loadedNames }

    func getWallet(name: String) async throws -> (any BitcoinInterfaces.Wallet)? {
        wallets.first { $0.name == name }.map(LocalWallet.init)
    }

    func createWallet(name: String, passphrase: [UInt8], traits: WalletTraits) async throws -> [String] {
        var flags: WalletFlags = []
        if traits.hasNoPrivateKeys { flags.insert(.disablePrivateKeys) }
        if traits.isBlank { flags.insert(.blank) }
        if traits.avoidsReuse { flags.insert(.avoidReuse) }
        let secret: Passphrase = passphrase.isEmpty ? .none : .given(try LocalWallet.secret(passphrase))
        return try await create(name, flags: flags, passphrase: secret, onStartup: nil)
    }

    func loadWallet(name: String) async throws -> [String] { try await load(name, onStartup: nil) }

    func restoreWallet(name: String, from backup: String) async throws -> [String] {
        try await restore(name, from: backup, onStartup: nil)
    }

    func unloadWallet(name: String) async throws { _ = try await unload(name, onStartup: nil) }
}
