import BitcoinCommands
import BitcoinCrypto
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript

/// A wallet of this process behind the interface by which programs use it. It adds nothing of its own.
struct LocalWallet: BitcoinInterfaces.Wallet {
    let wallet: Wallet

    /// Until ``lock()`` is as long as a passphrase is remembered for commands.
    private static let untilLocked = Wallet.longestUnlock

    func getWalletName() async throws -> String { wallet.name }

    func privateKeysDisabled() async throws -> Bool { await wallet.flags.contains(.disablePrivateKeys) }

    // MARK: The passphrase

    func isCrypted() async throws -> Bool { await wallet.isEncrypted }

    func isLocked() async throws -> Bool { await wallet.isLocked }

    func encryptWallet(passphrase: [UInt8]) async throws {
        let secret = try Self.secret(passphrase)
        try await wallet.encryptOnce(passphrase: secret)
    }

    func unlock(passphrase: [UInt8]) async throws -> Bool {
        try await wallet.unlock(passphrase: try Self.secret(passphrase), seconds: Self.untilLocked)
    }

    func lock() async throws { try await wallet.lockUnlessScanning() }

    func changeWalletPassphrase(from old: [UInt8], to new: [UInt8]) async throws -> Bool {
        try await wallet.changePassphraseUnlessScanning(
            from: try Self.secret(old), to: try Self.secret(new))
    }

    static func secret(_ passphrase: [UInt8]) throws -> SecretBytes {
        guard !passphrase.isEmpty else {
            throw RPCError(.invalidParameter, "passphrase cannot be empty")
        }
        var bytes = passphrase
        return SecretBytes(taking: &bytes)
    }

    // MARK: Addresses

    func canGetAddresses() async throws -> Bool { await wallet.canGiveAddresses() }

    func getNewAddress(type: String, label: String) async throws -> String {
        guard let type = OutputType(rawValue: type) else {
            throw RPCError(.invalidAddressOrKey, "Unknown address type '\(type)'")
        }
        return try await wallet.newAddress(type: type, label: label)
    }

    func getAddresses() async throws -> [WalletAddress] { await wallet.labelledAddresses }

    func setAddressBook(_ address: String, label: String, purpose: String) async throws {
        try await wallet.setLabel(label, of: address, purpose: purpose.isEmpty ? nil : purpose)
    }

    func delAddressBook(_ address: String) async throws -> Bool { try await wallet.removeLabel(of: address) }

    func getAddressReceiveRequests() async throws -> [[UInt8]] { await wallet.receiveRequests }

    func setAddressReceiveRequest(_ address: String, id: String, value: [UInt8]) async throws {
        try await wallet.setReceiveRequest(value, id: id, of: address)
    }

    // MARK: Coins

    func getBalances() async throws -> WalletBalances {
        try await wallet.sync()
        return WalletBalances(await wallet.balances(countsOutsideOfMempool: true))
    }

    func listCoins() async throws -> [WalletCoin] {
        try await wallet.sync()
        return await wallet.allCoins
    }

    func lockCoin(_ coin: OutPoint, isPersistent: Bool) async throws {
        try await wallet.lock(coin, isPersistent: isPersistent)
    }

    func unlockCoin(_ coin: OutPoint) async throws -> Bool {
        guard await wallet.ledger.lockedCoins[coin] != nil else { return false }
        try await wallet.unlock(coin)
        return true
    }

    func listLockedCoins() async throws -> [OutPoint] { await wallet.ledger.lockedCoins.keys.sorted() }

    // MARK: The file

    func backupWallet(_ path: String) async throws { try await wallet.backup(to: path) }

    func exportWatchOnlyWallet(_ path: String) async throws { try await wallet.exportWatchOnly(to: path) }

    func abortRescan() async throws { _ = await wallet.abortScan() }

    func handleNotifications(_ notifications: any WalletNotifications) async throws -> any Handler {
        try await wallet.requireIntact()
        return wallet.observers.add(notifications)
    }
}

extension WalletBalances {
    init(_ balances: Balances) {
        self.init(
            trusted: balances.trusted, untrustedPending: balances.untrustedPending,
            immature: balances.immature, used: balances.used, outsideOfMempool: balances.outsideOfMempool)
    }
}

extension Wallet {
    /// Encrypts a wallet that is not encrypted yet.
    fileprivate func encryptOnce(passphrase: SecretBytes) throws {
        try requireEncryptable()
        try encrypt(passphrase: passphrase)
    }

    fileprivate func lockUnlessScanning() throws {
        try requireNoScan("locking the wallet")
        lock()
    }

    fileprivate func changePassphraseUnlessScanning(
        from old: SecretBytes, to new: SecretBytes
    ) throws -> Bool {
        try requireNoScan("changing the passphrase")
        return try changePassphrase(from: old, to: new)
    }

    fileprivate var labelledAddresses: [WalletAddress] {
        addressBook.keys.sorted().compactMap { entry(of: $0) }
    }

    /// An address as it is told to others; `nil` if it has no label.
    func entry(of address: String) -> WalletAddress? {
        guard let entry = addressBook[address], let label = entry.label else { return nil }
        let script = try? destination(address, "").script
        return WalletAddress(
            address: address, label: label, purpose: entry.purpose ?? "",
            isMine: script.map(isOwn) ?? false)
    }

    fileprivate func removeLabel(of address: String) throws -> Bool {
        guard addressBook[address]?.label != nil else { return false }
        try database.transaction {
            try database.eraseLabel(of: address)
            try database.erasePurpose(of: address)
        }
        // Whether its coins were spent, and what was asked for at it, stays known.
        if var entry = addressBook[address] {
            (entry.label, entry.purpose) = (nil, nil)
            addressBook[address] = entry == AddressBookEntry() ? nil : entry
        }
        observers.tell(
            .addressBookChanged(WalletAddress(address: address, label: "", purpose: "", isMine: false)))
        return true
    }

    /// The coins that could be spent, the locked ones too.
    fileprivate var allCoins: [WalletCoin] {
        var filter = CoinFilter()
        filter.skipsLocked = false
        filter.checksVersion = false
        var control = CoinControl(options)
        control.includesUnsafe = true
        return availableCoins(control, filter).map(\.coin).map { coin in
            WalletCoin(
                outPoint: coin.outPoint, output: coin.output, depth: coin.depth,
                isLocked: ledger.lockedCoins[coin.outPoint] != nil)
        }
    }
}
