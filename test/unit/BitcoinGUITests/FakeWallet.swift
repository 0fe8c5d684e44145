import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport
import Synchronization

@testable import BitcoinGUI

/// The wallets of a process that the test plays.
final class FakeLoader: WalletLoader {
    private let wallets = Mutex<[(name: String, wallet: FakeWallet)]>([])
    /// Whether who asks for the names has to wait.
    let isBusy = Mutex(false)

    init(_ names: String...) {
        for name in names { open(name) }
    }

    @discardableResult
    func open(_ name: String) -> FakeWallet {
        let wallet = FakeWallet()
        wallets.withLock { $0.append((name, wallet)) }
        return wallet
    }

    /// Forgets a wallet, which is not told.
    func drop(_ name: String) {
        wallets.withLock { $0.removeAll { $0.name == name } }
    }

    func wallet(_ name: String) -> FakeWallet? {
        wallets.withLock { $0.first { $0.name == name }?.wallet }
    }

    func getWalletNames() async throws -> [String] {
        while isBusy.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(2)) }
        return wallets.withLock { $0.map(\.name) }
    }

    func getWallet(name: String) async throws -> (any Wallet)? { wallet(name) }
    func listWalletDir() async throws -> [WalletDirectoryEntry] { [] }

    // What the windows do not use here.
    func verify() async throws {}
    func load() async throws {}
    func start() async throws {}
    func stop() async throws {}
    func setMockTime(seconds: Int64) async throws {}
    func forward(seconds: Int64) async throws {}
    func getSandboxInfo() async throws -> JSONValue { .null }
    func getWalletDir() async throws -> String { "" }
    func createWallet(name: String, passphrase: [UInt8], traits: WalletTraits) async throws -> [String] { [] }
    func loadWallet(name: String) async throws -> [String] { [] }
    func restoreWallet(name: String, from backup: String) async throws -> [String] { [] }
    func unloadWallet(name: String) async throws { drop(name) }
}

/// A wallet that the test plays.
final class FakeWallet: Wallet {
    private struct Played: Error {}

    /// Whether its process is gone.
    let isGone = Mutex(false)
    let receiver = Mutex<(any WalletNotifications)?>(nil)

    func isCrypted() async throws -> Bool {
        if isGone.withLock({ $0 }) { throw Played() }
        return false
    }

    func handleNotifications(_ notifications: any WalletNotifications) async throws -> any Handler {
        receiver.withLock { $0 = notifications }
        return FakeHandler()
    }

    func getWalletName() async throws -> String { "" }
    func privateKeysDisabled() async throws -> Bool { false }
    func isLocked() async throws -> Bool { false }
    func getAddresses() async throws -> [WalletAddress] { [] }
    func getAddressReceiveRequests() async throws -> [[UInt8]] { [] }
    func getBalances() async throws -> WalletBalances { WalletBalances() }

    // What the windows do not use here.
    func encryptWallet(passphrase: [UInt8]) async throws { throw Played() }
    func unlock(passphrase: [UInt8]) async throws -> Bool { throw Played() }
    func lock() async throws { throw Played() }
    func changeWalletPassphrase(from old: [UInt8], to new: [UInt8]) async throws -> Bool { throw Played() }
    func canGetAddresses() async throws -> Bool { throw Played() }
    func getNewAddress(type: String, label: String) async throws -> String { throw Played() }
    func setAddressBook(_ address: String, label: String, purpose: String) async throws { throw Played() }
    func delAddressBook(_ address: String) async throws -> Bool { throw Played() }
    func setAddressReceiveRequest(_ address: String, id: String, value: [UInt8]) async throws {
        throw Played()
    }
    func listCoins() async throws -> [WalletCoin] { throw Played() }
    func lockCoin(_ coin: OutPoint, isPersistent: Bool) async throws { throw Played() }
    func unlockCoin(_ coin: OutPoint) async throws -> Bool { throw Played() }
    func listLockedCoins() async throws -> [OutPoint] { throw Played() }
    func getWalletTxs() async throws -> [WalletTx] { throw Played() }
    func getWalletTx(_ txid: Txid) async throws -> WalletTx? { throw Played() }
    func createTransaction(
        _ payments: [WalletPayment], wishes: WalletPaymentWishes, signs: Bool
    ) async throws -> WalletDraft { throw Played() }
    func commitTransaction(_ transaction: Transaction) async throws { throw Played() }
    func transactionCanBeAbandoned(_ txid: Txid) async throws -> Bool { throw Played() }
    func abandonTransaction(_ txid: Txid) async throws { throw Played() }
    func bumpTransaction(_ txid: Txid, feeRate: FeeRate?) async throws -> WalletBump { throw Played() }
    func backupWallet(_ path: String) async throws { throw Played() }
    func exportWatchOnlyWallet(_ path: String) async throws { throw Played() }
    func abortRescan() async throws { throw Played() }
}
