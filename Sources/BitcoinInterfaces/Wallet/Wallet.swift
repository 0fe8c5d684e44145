import BitcoinPrimitives

/// A wallet, as a program sees it that shows it to a user and acts for him.
///
/// Private keys never come out of it: transactions do, signed where the wallet can. Addresses are in the text form of
/// the network.
public protocol Wallet: Sendable {
    /// Its name, which is its path relative to the wallet directory.
    func getWalletName() async throws -> String

    /// Whether it has no private keys and never will.
    func privateKeysDisabled() async throws -> Bool

    // MARK: The passphrase

    /// Whether its keys are encrypted.
    func isCrypted() async throws -> Bool

    /// Whether the passphrase has to be entered before keys can be used.
    func isLocked() async throws -> Bool

    /// Encrypts the keys, which from then on need the passphrase. Throws if they are encrypted already.
    func encryptWallet(passphrase: [UInt8]) async throws

    /// Makes the keys usable until ``lock()``. Returns whether the passphrase is right.
    func unlock(passphrase: [UInt8]) async throws -> Bool

    /// Makes the keys unusable.
    func lock() async throws

    /// Changes the passphrase. Returns whether the old one was right.
    func changeWalletPassphrase(from old: [UInt8], to new: [UInt8]) async throws -> Bool

    // MARK: Addresses

    /// Whether a new address can be made now.
    func canGetAddresses() async throws -> Bool

    /// A new address to receive at.
    ///
    /// - Parameter type: `legacy`, `p2sh-segwit`, `bech32` or `bech32m`.
    func getNewAddress(type: String, label: String) async throws -> String

    /// Every address that has a label, the wallet's own and those of others.
    func getAddresses() async throws -> [WalletAddress]

    /// Gives an address a label and, unless it is empty, a purpose: `receive`, `send` or `refund`.
    func setAddressBook(_ address: String, label: String, purpose: String) async throws

    /// Forgets label and purpose of an address. Returns whether there were any.
    func delAddressBook(_ address: String) async throws -> Bool

    /// What was asked for at addresses, each in the bytes that ``setAddressReceiveRequest(_:id:value:)`` was given.
    func getAddressReceiveRequests() async throws -> [[UInt8]]

    /// Keeps in the wallet's file what was asked for at an address; an empty value removes it.
    ///
    /// - Parameters:
    ///   - id: a number in decimal that no other request of this wallet has.
    ///   - value: whatever the caller wants to find again. The wallet does not look into it.
    func setAddressReceiveRequest(_ address: String, id: String, value: [UInt8]) async throws

    // MARK: Coins

    /// What the wallet has.
    func getBalances() async throws -> WalletBalances

    /// The coins that could be spent, and those that are locked.
    func listCoins() async throws -> [WalletCoin]

    /// Keeps a coin from being spent by accident.
    ///
    /// - Parameter isPersistent: whether the lock outlives this process.
    func lockCoin(_ coin: OutPoint, isPersistent: Bool) async throws

    /// Takes the lock from a coin. Returns whether there was one.
    func unlockCoin(_ coin: OutPoint) async throws -> Bool

    /// The coins that are locked.
    func listLockedCoins() async throws -> [OutPoint]

    // MARK: Transactions

    /// Every transaction that concerns the wallet, in the order in which it learnt of them.
    func getWalletTxs() async throws -> [WalletTx]

    /// A transaction that concerns the wallet, or `nil`.
    func getWalletTx(_ txid: Txid) async throws -> WalletTx?

    /// Makes a transaction that pays, and signs it if wanted. Nothing is noted or sent yet. Throws why that cannot be.
    func createTransaction(
        _ payments: [WalletPayment], wishes: WalletPaymentWishes, signs: Bool
    ) async throws -> WalletDraft

    /// Writes a transaction to the wallet's file, then has the node send it.
    func commitTransaction(_ transaction: Transaction) async throws

    /// Whether a transaction may be given up: it is in no block and not in the mempool.
    func transactionCanBeAbandoned(_ txid: Txid) async throws -> Bool

    /// Gives a transaction up, so that what it spends can be spent again. Throws if it may not be.
    func abandonTransaction(_ txid: Txid) async throws

    /// Replaces a transaction by one that pays a higher fee, signs and sends that. Throws why that cannot be.
    ///
    /// - Parameter feeRate: what it is to pay; `nil` for what the node asks for.
    func bumpTransaction(_ txid: Txid, feeRate: FeeRate?) async throws -> WalletBump

    // MARK: The file

    /// Copies the wallet to a file.
    func backupWallet(_ path: String) async throws

    /// Writes a copy that can watch and not spend to a file that must not exist.
    func exportWatchOnlyWallet(_ path: String) async throws

    /// Ends a scan of the chain that is going on.
    func abortRescan() async throws

    /// Registers for news of this wallet.
    ///
    /// Calls come one after the other, each after the one before has returned. Who is so slow that news are lost is told
    /// so by ``WalletNotifications/newsLost()``.
    func handleNotifications(_ notifications: any WalletNotifications) async throws -> any Handler
}

/// News of a wallet, in the order in which they happened.
public protocol WalletNotifications: Sendable {
    /// A transaction is new, or stands elsewhere now.
    func transactionChanged(_ txid: Txid) async throws

    /// An address has another label or purpose; an empty label where it has none any longer.
    func addressBookChanged(_ address: WalletAddress) async throws

    /// The wallet was encrypted, locked or unlocked.
    func statusChanged() async throws

    /// A scan of the chain has come so far, in percent; 100 when it has ended.
    func scanProgressed(percent: Int32) async throws

    /// The wallet is about to be closed. It answers no longer.
    func unloaded() async throws

    /// What was told before holds no longer: the receiver was so slow that news were lost.
    func newsLost() async throws
}
