import BitcoinInterfaces
import BitcoinSupport

/// The wallets of the node that the windows show.
@UserInterface
public final class WalletsModel {
    /// The wallets that are loaded, in the order of loading.
    public private(set) var wallets: [WalletModel] = []
    /// The one that is shown.
    public private(set) var current: WalletModel?
    /// The names of all wallets on disk.
    public private(set) var names: [String] = []
    /// Sent when another wallet is shown, or wallets have come or gone.
    public let changed = Signal()
    /// Sent when something of the wallet that is shown has changed.
    public let currentChanged = Signal()
    /// Called with each payment to a wallet that was not known before.
    public var onIncoming: ((WalletModel, TransactionRow) -> Void)?

    private let node: NodeModel
    private var loader: (any WalletLoader)?
    private var revision: UInt64?
    private var tipHash = ""
    private let rounds = Rounds()
    /// Whether the list is that of this node.
    private var hasRead = false
    /// Whether another process may serve the wallets than the one that the loader is of.
    private var hasOldLoader = false

    /// The wallets of a node.
    public init(_ node: NodeModel) {
        self.node = node
        node.changed.observe { [weak self] in self?.nodeChanged() }
    }

    /// Whether the process that serves the wallets is gone; the node starts another by itself.
    public var areGone: Bool {
        node.isReady && node.information?.hasWallets == true && hasRead && loader == nil
    }

    /// Whether nobody knows yet which wallets the node has loaded.
    public var areAwaited: Bool {
        node.isReady && node.information?.hasWallets == true && !hasRead
    }

    /// Shows another wallet.
    public func show(_ wallet: WalletModel?) {
        guard current !== wallet else { return }
        current = wallet
        changed.send()
    }

    // MARK: What users do

    /// Makes a wallet and shows it. Returns what the user should know.
    ///
    /// - Parameter passphrase: what its keys are encrypted with; empty leaves them in the clear.
    public func create(_ name: String, passphrase: [UInt8], traits: WalletTraits) async throws -> [String] {
        let warnings = try await requireLoader().createWallet(
            name: name, passphrase: passphrase, traits: traits)
        try await keepLoaded(name)
        return warnings
    }

    /// Loads a wallet and shows it. Returns what the user should know.
    public func open(_ name: String) async throws -> [String] {
        let warnings = try await requireLoader().loadWallet(name: name)
        try await keepLoaded(name)
        return warnings
    }

    /// Makes a wallet of a copy of its file, loads it and shows it. Returns what the user should know.
    ///
    /// By a command, and not by the loader: the process of the wallets may open no file of others, unless the node, which
    /// sees that the user has named it, lets it.
    public func restore(_ name: String, from backup: String) async throws -> [String] {
        guard let commands = node.commands else { throw NoWallets() }
        let answer = try await commands.call("restorewallet", .string(name), .string(backup))
        try await keepLoaded(name)
        return (answer["warnings"].array ?? []).compactMap(\.string)
    }

    /// Closes a wallet, which is not loaded at the next start either.
    public func close(_ wallet: WalletModel) async throws {
        try await requireLoader().unloadWallet(name: wallet.name)
        try await setLoadsAtStart(wallet.name, false)
        await update()
    }

    private func requireLoader() async throws -> any WalletLoader {
        if let loader { return loader }
        // The list may not have been read yet.
        guard let made = try await node.link?.node.makeWalletLoader() else { throw NoWallets() }
        return made
    }

    private func keepLoaded(_ name: String) async throws {
        try await setLoadsAtStart(name, true)
        await update()
        if let wallet = wallets.first(where: { $0.name == name }) { show(wallet) }
    }

    private func setLoadsAtStart(_ name: String, _ loads: Bool) async throws {
        guard let node = node.link?.node else { return }
        var names = try await node.getSetting(name: "wallet").array ?? []
        names.removeAll { $0 == .string(name) }
        if loads { names.append(.string(name)) }
        try await node.updateSetting(name: "wallet", value: .array(names))
    }

    // MARK: Following the node

    private func nodeChanged() {
        guard node.isReady else {
            // Another node may count its changes as this one did, of which perhaps nothing was read.
            if node.link == nil, revision != nil || loader != nil || !wallets.isEmpty { forget() }
            return
        }
        let status = node.status
        if status.walletsRevision != revision {
            revision = status.walletsRevision
            hasOldLoader = true
            Task { await update() }
        } else if status.chain.tipHash != tipHash {
            for wallet in wallets { Task { await wallet.refresh() } }
        }
        tipHash = status.chain.tipHash
    }

    private func forget() {
        loader = nil
        hasRead = false
        revision = nil
        wallets = []
        current = nil
        names = []
        changed.send()
    }

    /// Compares the list with the node's. What was true before this was called is there when it returns.
    func update() async {
        await rounds.request { [self] in
            do {
                try await read()
            } catch {
                // The process of wallets is gone; the node tells when there is another.
                Log.debug(.ipc, "The wallets do not answer: \(error)")
            }
        }.value
    }

    private func read() async throws {
        guard let link = node.link else { return forget() }
        if loader == nil || hasOldLoader {
            hasOldLoader = false
            loader = try await link.node.makeWalletLoader()
        }
        guard let loader else { return keep([]) }
        let loaded = try await loader.getWalletNames()
        var models: [WalletModel] = []
        for name in loaded {
            // What users are about stays as it is when another wallet comes or goes.
            if let known = wallets.first(where: { $0.name == name }), await known.isServed() {
                models.append(known)
            } else if let wallet = try await loader.getWallet(name: name) {
                models.append(try await open(name, wallet, link))
            }
        }
        names = try await loader.listWalletDir().map(\.name)
        keep(models)
    }

    private func open(_ name: String, _ wallet: any Wallet, _ link: NodeLink) async throws -> WalletModel {
        let model = WalletModel(name: name, wallet: wallet, rpc: link.rpc)
        model.changed.observe { [weak self, weak model] in
            if let self, self.current === model { self.currentChanged.send() }
        }
        model.onIncoming = { [weak self, weak model] row in
            if let model { self?.onIncoming?(model, row) }
        }
        // Another of the same name may be loaded already.
        model.onUnload = { [weak self] in Task { await self?.update() } }
        try await model.open()
        return model
    }

    private func keep(_ models: [WalletModel]) {
        let name = current?.name
        hasRead = true
        wallets = models
        current = models.first { $0.name == name } ?? models.last
        changed.send()
    }
}

/// The node has no wallets, or they have not answered yet.
struct NoWallets: Error, CustomStringConvertible {
    var description: String { "The node serves no wallets at present." }
}
