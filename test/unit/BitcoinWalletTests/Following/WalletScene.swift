import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinWallet

/// The wallet itself, and not the interface of the same name behind which other programs use it.
typealias Wallet = BitcoinWallet.Wallet

/// A wallet file and a chain in memory.
struct WalletScene {
    let folder = TemporaryDirectory()
    let chain = MemoryChain()
    var options: WalletOptions

    init() {
        options = WalletOptions(parameters: .parameters(for: .regtest), directory: folder.path)
        options.keypoolSize = 3
        options.isUnsafe = true
    }

    /// A new wallet, that follows the chain.
    func wallet(
        _ name: String = "w", _ flags: WalletFlags = [], passphrase: Passphrase = .none
    ) async throws -> Wallet {
        let wallet = try await Wallet.create(
            name: name, path: path(name), options: options, chain: chain, flags: flags, passphrase: passphrase
        )
        try await wallet.start()
        return wallet
    }

    /// A new wallet with mature coins of 50 BTC each.
    func funded(coins: Int = 1, _ flags: WalletFlags = []) async throws -> Wallet {
        let wallet = try await wallet("w", flags)
        for _ in 0..<coins { try await chain.mine(paying: try await wallet.address()) }
        try await chain.mine(count: 100)
        return wallet
    }

    /// The wallet of that name as it is read from its file.
    func reloaded(_ name: String = "w") async throws -> Wallet {
        let wallet = try await Wallet.load(name: name, path: path(name), options: options, chain: chain)
            .wallet
        try await wallet.start()
        return wallet
    }

    func path(_ name: String) -> String { folder.file("\(name)/wallet.dat") }
}

extension Wallet {
    /// Does something as the wallet does it: without anything else in between.
    func perform<Result: Sendable>(
        _ body: @Sendable (isolated Wallet) throws -> Result
    ) rethrows -> Result {
        try body(self)
    }

    /// A new address, as a script.
    func address(_ type: OutputType = .bech32) throws -> Script {
        try destination(newAddress(type: type, label: ""), "").script
    }

    /// Pays a script, as `sendtoaddress` does.
    @discardableResult
    func pay(
        _ script: Script, _ satoshis: Int64, _ change: @Sendable (inout CoinControl) -> Void = { _ in }
    ) async throws -> Transaction {
        var control = CoinControl(options)
        change(&control)
        let wanted = control
        return try await withSpendingRight { wallet in
            let created = try await wallet.createTransaction(
                [Recipient(script: script, amount: Amount(satoshis: satoshis))], changePosition: nil, wanted,
                signs: true)
            try await wallet.commit(created.transaction)
            return created.transaction
        }
    }

    /// Replaces a transaction by one that pays more, as `bumpfee` does.
    func bump(
        _ transaction: Transaction, afterSigning happens: @Sendable () async throws -> Void = {}
    ) async throws -> Transaction {
        try await withSpendingRight { wallet in
            var control = CoinControl(wallet.options)
            control.feeRate = FeeRate(satoshisPerKilobyte: 30_000)
            let made = try await wallet.makeReplacement(
                of: transaction.txid, control, outputs: [], changeIndex: nil, requiresOwnInputs: true)
            let outputs = try await wallet.spentOutputs(of: made.transaction)
            let signed = wallet.sign(made.transaction, spending: outputs).transaction
            try await happens()
            try await wallet.commit(signed, replacing: transaction.txid)
            return signed
        }
    }

    /// Where a transaction stands.
    func state(_ transaction: Transaction) -> WalletTransaction.State? { ledger[transaction.txid]?.state }

    /// What the wallet has.
    var allBalances: Balances { balances(countsOutsideOfMempool: true) }
}

extension Amount {
    /// What coinbase transactions of the test's chain pay.
    static let subsidy = Amount(satoshis: 5_000_000_000)
}

/// Somebody else's script.
let stranger = Script([0x00, 0x14] + [UInt8](repeating: 7, count: 20))

/// The text of what a body throws; `nil` if it throws nothing.
func complaint(_ body: () async throws -> Void) async -> String? {
    do {
        try await body()
        return nil
    } catch let error as RPCError {
        return error.message
    } catch {
        return "\(error)"
    }
}
