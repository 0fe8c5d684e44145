import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// A wallet that the windows show.
@UserInterface
public final class WalletModel {
    /// Its name.
    public let name: String
    /// What it has.
    public private(set) var balances = WalletBalances()
    /// Its transactions, newest first, up to ``mostRows`` of them.
    public private(set) var rows: [TransactionRow] = []
    /// The addresses that have a label.
    public private(set) var addresses: [WalletAddress] = []
    /// The payments that were asked for, newest first.
    public private(set) var requests: [PaymentRequest] = []
    /// Whether its keys are encrypted.
    public private(set) var isEncrypted = false
    /// Whether the passphrase has to be entered before keys can be used.
    public private(set) var isLocked = false
    /// Whether it has no private keys.
    public private(set) var isWatchOnly = false
    /// How far a scan of the chain is, in percent; `nil` while there is none.
    public private(set) var scanPercent: Int?
    /// Sent when anything of this has changed.
    public let changed = Signal()
    /// Called with each payment to this wallet that was not known before.
    public var onIncoming: ((TransactionRow) -> Void)?

    /// How many transactions are shown. Older ones are in the wallet, and found by commands.
    public static let mostRows = 2000

    /// The wallet itself.
    public let wallet: any Wallet
    /// Its commands.
    public let commands: CommandCaller

    /// Called when the wallet has been closed.
    var onUnload: (() -> Void)?

    private var isUnloaded = false
    private var registration: (any Handler)?
    private let rounds = Rounds()
    private var hasRows = false

    init(name: String, wallet: any Wallet, rpc: any Rpc) {
        self.name = name
        self.wallet = wallet
        commands = CommandCaller(rpc, wallet: name)
    }

    /// The name as users see it.
    public var title: String { name.isEmpty ? "[default wallet]" : name }

    func open() async throws {
        registration = try await wallet.handleNotifications(
            WalletReceiver { [weak self] news in await self?.take(news) })
        isWatchOnly = try await wallet.privateKeysDisabled()
        await refresh()
    }

    /// Whether it can still be asked: it was not closed, and the process that it came from is there.
    func isServed() async -> Bool {
        if isUnloaded { return false }
        return (try? await wallet.isCrypted()) != nil
    }

    /// Asks the wallet for everything that is shown. What was true before this was called is there when it returns.
    public func refresh() async {
        await requestRefresh().value
    }

    @discardableResult
    private func requestRefresh() -> Task<Void, Never> {
        rounds.request { [self] in
            do {
                try await read()
                changed.send()
            } catch {
                // The wallet is gone, of which the list of wallets takes note.
                Log.debug(.ipc, "The wallet \(title) does not answer: \(error)")
            }
        }
    }

    /// Copies the wallet to a file that the user has named: by a command, for the same reason as
    /// ``WalletsModel/restore(_:from:)``.
    public func backUp(to path: String) async throws {
        _ = try await commands.call("backupwallet", .string(path))
    }

    private func read() async throws {
        balances = try await wallet.getBalances()
        isEncrypted = try await wallet.isCrypted()
        isLocked = try await wallet.isLocked()
        addresses = try await wallet.getAddresses()
        requests = PaymentRequest.all(try await wallet.getAddressReceiveRequests())
        let answer = try await commands.call(
            "listtransactions", "*", .integer(Self.mostRows), 0)
        let known = Set(rows.map { "\($0.txid):\($0.output)" })
        rows = TransactionRow.rows(answer)
        if hasRows {
            for row in rows where row.kind == .receive && !known.contains("\(row.txid):\(row.output)") {
                onIncoming?(row)
            }
        }
        hasRows = true
    }

    private func take(_ news: WalletReceiver.News) async {
        switch news {
        case .changed: requestRefresh()
        case .scan(let percent):
            scanPercent = percent < 100 ? percent : nil
            changed.send()
            if percent >= 100 { await refresh() }
        case .unloaded:
            isUnloaded = true
            onUnload?()
        }
    }
}

/// Takes the news of a wallet to the user interface.
private struct WalletReceiver: WalletNotifications {
    enum News: Sendable {
        case changed
        case scan(Int)
        case unloaded
    }

    let take: @Sendable (News) async -> Void

    func transactionChanged(_ txid: Txid) async throws { await take(.changed) }
    func addressBookChanged(_ address: WalletAddress) async throws { await take(.changed) }
    func statusChanged() async throws { await take(.changed) }
    func scanProgressed(percent: Int32) async throws { await take(.scan(Int(percent))) }
    func unloaded() async throws { await take(.unloaded) }
    func newsLost() async throws { await take(.changed) }
}

extension WalletBalances {
    /// Everything that belongs to the wallet, as far as is known.
    public var total: Amount {
        Amount(satoshis: trusted.satoshis &+ untrustedPending.satoshis &+ immature.satoshis)
    }
}
