import BitcoinGUI
import BitcoinInterfaces
import BitcoinPrimitives
import QtBridge

/// The coins of a wallet by their addresses: to be chosen for a payment, and to be locked.
@UserInterface
final class CoinControlDialog {
    private let dialog: QtObject
    private let context: WindowContext
    private let wallet: WalletModel
    private let table: QtTable<CoinList.Row>
    private let sums: ([CoinList.Coin]) -> String
    private var list: CoinList

    /// - Parameters:
    ///   - list: what was chosen before.
    ///   - sums: says what a payment with some coins comes to, as rich text.
    init(
        _ context: WindowContext, _ wallet: WalletModel, _ list: CoinList, in window: QtObject,
        sums: @escaping ([CoinList.Coin]) -> String
    ) {
        self.context = context
        self.wallet = wallet
        self.list = list
        self.sums = sums
        dialog = QtObject(form: "coincontrol", parent: window)
        // The columns ask the dialog, which is there once the table is.
        weak var owner: CoinControlDialog?
        table = QtTable(
            in: dialog["coins"],
            [
                QtColumn(
                    "Amount", .contents, colour: { owner?.colour(of: $0) }, isBold: Self.isAddress,
                    tick: { owner?.tick(of: $0) }
                ) { [context] in context.unit.format($0.amount) },
                QtColumn(
                    "Received with label", .pixels(180), colour: { owner?.colour(of: $0) },
                    isBold: Self.isAddress
                ) { row in
                    if case .address(let coins) = row { return coins.first?.name ?? "" }
                    return owner?.list.choice(of: row) == .locked ? "(locked)" : ""
                },
                QtColumn(
                    "Received with address", .rest, colour: { owner?.colour(of: $0) }, toolTip: Self.toolTip,
                    isBold: Self.isAddress
                ) { row in
                    switch row {
                    case .address(let coins):
                        coins.first.map { $0.address.isEmpty ? "(n/a)" : $0.address } ?? ""
                    case .coin(let coin): "\(coin.coin.outPoint)"
                    }
                },
                QtColumn("Confirmations", .contents, isRight: true) { row in
                    if case .coin(let coin) = row { return "\(coin.coin.depth)" }
                    return ""
                },
            ])
        owner = self
        table.identity = { row in
            if case .coin(let coin) = row { "\(coin.coin.outPoint)" } else { row.coins.first?.address ?? "" }
        }
        dialog["order"].setItems(CoinList.Order.allCases.map(\.name))
        dialog["order"].currentIndex = list.order.rawValue
        dialog["order"].on("currentIndexChanged(int)") { [weak self] arguments in
            self?.list.order = CoinList.Order(rawValue: arguments.first?.integer ?? 0) ?? .amount
            self?.show()
        }
        table.onTick { [weak self] row in
            self?.list.toggle(row)
            self?.show()
        }
        table.onDoubleClick { [weak self] row in
            self?.list.toggle(row)
            self?.show()
        }
        table.onSelection { [weak self] in self?.updateButtons() }
        dialog["chooseAll"].onClick { [weak self] in
            self?.list.toggleAll()
            self?.show()
        }
        dialog["lock"].onClick { [weak self] in self?.setLock(true) }
        dialog["unlock"].onClick { [weak self] in self?.setLock(false) }
        dialog["copyAddress"].onClick { [weak self] in
            if let coin = self?.table.selection.first?.coins.first { QtApplication.clipboard = coin.address }
        }
        show()
    }

    /// Shows it until it is closed, and returns what is chosen then.
    func run() async -> CoinList {
        Task { await dialog.whileHeld { await load() } }
        _ = await dialog.runDialog()
        dialog.release()
        return list
    }

    private func load() async {
        do {
            let coins = try await wallet.wallet.listCoins()
            list.update(coins, wallet.addresses, network: context.node.information?.network ?? "main")
            dialog["empty"].text = "This wallet has no coins that could be spent."
            show()
        } catch {
            dialog["empty"].text = NodeModel.words(of: error)
        }
    }

    private func show() {
        table.rows = list.rows
        dialog["coins"].isVisible = !list.coins.isEmpty
        dialog["empty"].isVisible = list.coins.isEmpty
        dialog["sums"].text = sums(list.chosenCoins)
        let locked = list.coins.count { $0.coin.isLocked }
        dialog["locked"].text = locked == 0 ? "" : "(\(Words.count(Int64(locked), "locked coin")))"
        updateButtons()
    }

    private func updateButtons() {
        let coins = table.selection.flatMap(\.coins)
        dialog["lock"].isEnabled = coins.contains { !$0.coin.isLocked }
        dialog["unlock"].isEnabled = coins.contains(where: \.coin.isLocked)
        dialog["copyAddress"].isEnabled = !coins.isEmpty
    }

    private func setLock(_ isLocked: Bool) {
        let coins = Set(table.selection.flatMap(\.coins).map(\.coin.outPoint))
        context.perform(in: dialog, "Coin Selection") { [self] in
            for coin in coins {
                if isLocked {
                    try await wallet.wallet.lockCoin(coin, isPersistent: true)
                } else {
                    _ = try await wallet.wallet.unlockCoin(coin)
                }
            }
            await load()
        }
    }

    // MARK: Lines

    private static func isAddress(_ row: CoinList.Row) -> Bool {
        if case .address = row { true } else { false }
    }

    private static func toolTip(_ row: CoinList.Row) -> String {
        if case .coin(let coin) = row { "\(coin.coin.outPoint)" } else { row.coins.first?.address ?? "" }
    }

    private func tick(of row: CoinList.Row) -> QtTick? {
        switch list.choice(of: row) {
        case .none: QtTick.none
        case .some: QtTick.some
        case .all: .all
        case .locked: nil
        }
    }

    private func colour(of row: CoinList.Row) -> UInt32? {
        list.choice(of: row) == .locked ? Colour.muted : nil
    }
}
