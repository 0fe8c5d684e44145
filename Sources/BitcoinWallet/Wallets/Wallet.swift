import BitcoinCommands
import BitcoinCrypto
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// One wallet: its file, its keys, its transactions.
///
/// What changes is written before anybody is told: each method that changes something ends in one transaction of the
/// database. No method waits for the chain between reading state and writing it, so that calls do not mix.
actor Wallet {
    /// The wallet's name, which is its path in the folder of wallets.
    nonisolated let name: String
    /// What the user wants of all wallets.
    nonisolated let options: WalletOptions
    /// The node's chain; `nil` for tools.
    nonisolated let chain: (any Chain)?
    let database: WalletDatabase
    /// Those who are told what happens here.
    nonisolated let observers = WalletObservers()

    var flags: WalletFlags
    var managers: [Hash256: DescriptorManager] = [:]
    /// Descriptors as others can use them, those that were asked for: to write one takes as long as to sign.
    private var normalizedTexts: [Hash256: String] = [:]
    var activeExternal: [OutputType: Hash256] = [:]
    var activeInternal: [OutputType: Hash256] = [:]
    /// Every script of the wallet, with the descriptors that it is of.
    var owners: [Script: Set<Hash256>] = [:]
    var addressBook: [String: AddressBookEntry] = [:]
    var ledger = Ledger()

    var masterKeys: [UInt32: MasterKey] = [:]
    /// What decrypts the keys, while the passphrase is remembered.
    var encryptionKey: SecretBytes?
    /// Until when it is remembered, in seconds since 1970; zero if it is not.
    var unlockedUntil: Int64 = 0
    var relocking: Task<Void, Never>?
    /// Whether the time of the passphrase was over while a scan may have needed it.
    var locksAfterScan = false

    /// The first time that concerns the wallet, in seconds since 1970; `nil` if nothing does.
    var birthTime: Int64?
    /// When the chain last came to rest, in seconds since 1970.
    var bestBlockTime: Int64 = 0
    var scan: ScanState?
    var isAbortingScan = false
    /// Whether scripts were added that a scan has yet to ask the filters about.
    var addressesChanged = false
    var notifications: (any Handler)?
    /// When transactions are sent again, in seconds since 1970.
    var nextResend: Int64 = 0
    /// Transactions that the node did not take when they were offered to it at the start.
    var refusedByNode: Set<Txid> = []
    /// Whether a transaction is being made, and who wants to make the next.
    var isSpending = false
    var spendersWaiting: [CheckedContinuation<Void, Never>] = []
    var isClosed = false
    /// Whether a change is going on, of which others are a part.
    private var isChanging = false
    /// Whether the file could not be written, so that it may not be what is here.
    var isDamaged = false
    /// Transactions that the user's command is to be told of when what is known of them is on the disk.
    var unannounced: [Txid] = []
    /// The last blocks that were connected, the latest first, and the rest of a locator below them.
    var recentBlocks: [BlockHash] = []
    var baseLocator = BlockLocator(hashes: [])
    /// How far the wallet has come that is being told of many blocks at once.
    var catchingUp: CatchingUp?

    /// Takes over what was read from a file.
    init(
        name: String, options: WalletOptions, chain: (any Chain)?, database: sending WalletDatabase,
        flags: WalletFlags
    ) {
        self.name = name
        self.options = options
        self.chain = chain
        self.database = database
        self.flags = flags
    }

    /// The name as the log gives it.
    nonisolated var displayName: String { name.isEmpty ? "default wallet" : name }

    /// Says something about this wallet in the log.
    nonisolated func log(_ message: String) {
        Log.info("[\(displayName)] \(message)")
    }

    // MARK: Questions

    /// Whether a script is one of the wallet's.
    func isOwn(_ script: Script) -> Bool { owners[script] != nil }

    /// The address of a script, if it has one.
    func address(of script: Script) -> String? {
        Destination(script).map { $0.address(options.format) }
    }

    /// The descriptors that a script is of.
    func managers(of script: Script) -> [DescriptorManager] {
        (owners[script] ?? []).sorted().compactMap { managers[$0] }
    }

    /// The descriptors that a script is of, as others can use them.
    func parentDescriptors(of script: Script) -> [String] {
        (owners[script] ?? []).sorted().compactMap(normalizedText)
    }

    /// A descriptor as others can use it.
    func normalizedText(of id: Hash256) -> String? {
        if let known = normalizedTexts[id] { return known }
        let text = managers[id]?.normalizedText()
        normalizedTexts[id] = text
        return text
    }

    /// What is known about how to spend from a script, without private keys.
    func solvingProvider(for script: Script) -> FlatSigningProvider? {
        for manager in managers(of: script) {
            if let provider = manager.solvingProvider(for: script) { return provider }
        }
        return nil
    }

    /// Whether a script is for change: it is the wallet's and nobody was told its address.
    func isChange(_ script: Script) -> Bool {
        guard isOwn(script) else { return false }
        guard let address = address(of: script) else { return true }
        return addressBook[address]?.label == nil
    }

    /// Whether coins of a script were spent before.
    func isUsed(_ script: Script) -> Bool {
        guard let address = address(of: script) else { return false }
        return addressBook[address]?.isUsed ?? false
    }

    // MARK: The file

    /// Writes what has changed in the ledger. To be called inside of a transaction of the database.
    func writeLedger() throws {
        for txid in ledger.changed {
            guard let transaction = ledger[txid] else { continue }
            try database.write(transaction.record, variants: transaction.variants.values)
        }
        for coin in ledger.unlocked { try database.eraseLocked(coin) }
        try database.write(nextOrderPosition: ledger.nextOrderPosition)
    }

    /// Changes the ledger, and writes that to the file together with whatever the body writes.
    ///
    /// The body must have checked all that can go wrong before it changes anything. If the file cannot be written, the
    /// wallet no longer knows what is true and serves nobody: it is to be loaded again.
    ///
    /// Inside another change it is a part of that one.
    func change<Result>(_ body: () throws -> Result) throws -> Result {
        try requireIntact()
        guard !isChanging else { return try body() }
        isChanging = true
        defer { isChanging = false }
        do {
            let result = try database.transaction {
                let result = try body()
                if !ledger.changed.isEmpty || !ledger.unlocked.isEmpty { try writeLedger() }
                return result
            }
            for txid in ledger.changed { observers.tell(.transactionChanged(txid)) }
            ledger.markWritten()
            let announced = unannounced
            unannounced = []
            for txid in announced { notifyUser(of: txid) }
            return result
        } catch let error as SQLiteError {
            unannounced = []
            log("The wallet file cannot be written: \(error)")
            isDamaged = true
            throw error
        }
    }

    /// Throws if the wallet has been closed, or if its file could not be written.
    func requireIntact() throws {
        guard !isClosed else {
            throw RPCError(.walletNotFound, "Requested wallet does not exist or is not loaded")
        }
        guard !isDamaged else {
            throw RPCError(.databaseError, "The wallet file could not be written. Load the wallet again.")
        }
    }

    /// Has the user's command run for a transaction that has changed, by the node where it has started this process.
    private func notifyUser(of txid: Txid) {
        guard !options.notifyCommand.isEmpty, let transaction = ledger[txid] else { return }
        var block: BlockRef?
        if case .confirmed(let place, _) = transaction.state {
            block = BlockRef(hash: place.hash, height: Int32(clamping: place.height))
        }
        let news = WalletNotice(txid: txid, wallet: name, block: block)
        guard options.notifiesThroughNode, let chain else {
            let commands = UserCommand.wallet.commands([options.notifyCommand], values: news.values)
            for command in commands ?? [] { ShellCommand.start(command) }
            return
        }
        Task {
            do {
                try await chain.notifyUser(of: news)
            } catch {
                log("The command for \(txid) could not be run: \(error)")
            }
        }
    }

    /// Writes everything and closes the file.
    func close() async {
        guard !isClosed else { return }
        isClosed = true
        isAbortingScan = true
        observers.tell(.unloaded)
        relocking?.cancel()
        try? await notifications?.disconnect()
        notifications = nil
        encryptionKey = nil
        database.close()
        log("Releasing wallet \(name)..")
    }
}

/// What a wallet notes about an address.
struct AddressBookEntry: Hashable, Sendable {
    /// Its label; `nil` for an address that nobody was told, such as for change.
    var label: String?
    /// What it is for: `receive`, `send` or `refund`.
    var purpose: String?
    /// Whether coins of it were spent.
    var isUsed = false
    /// What was asked for at it, by number, as whoever asked wrote it.
    var requests: [String: [UInt8]] = [:]
}

/// A scan of the chain that is going on.
struct ScanState: Sendable {
    /// When it began.
    var start = ContinuousClock.now
    /// How far it has come, from 0 to 1.
    var progress: Double = 0
}
