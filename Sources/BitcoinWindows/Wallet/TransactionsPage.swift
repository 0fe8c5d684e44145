import BitcoinGUI
import BitcoinPrimitives
import BitcoinSupport
import QtBridge

/// The list of transactions.
@UserInterface
final class TransactionsPage {
    let widget: QtObject
    private let context: WindowContext
    private let table: QtTable<TransactionRow>

    /// Since when transactions are shown: days before now; `nil` for always.
    private static let periods: [(name: String, days: Int64?)] = [
        ("All", nil), ("Today", 1), ("This week", 7), ("This month", 31), ("This year", 366),
    ]

    init(_ context: WindowContext) {
        self.context = context
        widget = QtObject(form: "transactionspage")
        table = QtTable(
            in: widget["table"],
            [
                QtColumn("Date", .contents, key: { .integer($0.timeSeconds) }) {
                    LocalTime.text($0.timeSeconds)
                },
                QtColumn("Type", .contents) { $0.kind.name },
                QtColumn("Label", .rest, toolTip: \.address) { $0.counterpart },
                QtColumn(
                    "Status", .contents, key: { .integer(Int64($0.confirmations)) }, toolTip: \.status
                ) { $0.shortStatus },
                QtColumn(
                    "Amount", .contents, isRight: true, key: { .integer($0.amount.satoshis) },
                    colour: { row in
                        !row.isSettled ? Colour.muted : row.amount < .zero ? Colour.negative : nil
                    }
                ) { [context] row in
                    let text = context.format(row.amount, showsPlus: true)
                    return row.isSettled ? text : "[\(text)]"
                },
            ])
        table.identity = { "\($0.txid):\($0.output):\($0.kind)" }
        table.sort(by: 0, descends: true)
        widget["dates"].setItems(Self.periods.map(\.name))
        widget["kinds"].setItems(TransactionFilter.Kinds.allCases.map(\.name))
        for name in ["dates", "kinds"] {
            widget[name].on("currentIndexChanged(int)") { [weak self] _ in self?.update() }
        }
        for name in ["search", "minimum"] {
            widget[name].on("textChanged(QString)") { [weak self] _ in self?.update() }
        }
        connectButtons()
        table.onSelection { [weak self] in self?.updateButtons() }
        table.onDoubleClick { [weak self] in self?.showDetails($0) }
        context.wallets.changed.observe { [weak self] in self?.update() }
        context.wallets.currentChanged.observe { [weak self] in self?.update() }
        context.onUnitChange { [weak self] in self?.update() }
        update()
    }

    private func connectButtons() {
        widget["details"].onClick { [weak self] in
            if let self, let row = table.selection.first { showDetails(row) }
        }
        widget["copyId"].onClick { [weak self] in
            if let row = self?.table.selection.first { QtApplication.clipboard = row.txid }
        }
        widget["bump"].onClick { [weak self] in self?.bump() }
        widget["abandon"].onClick { [weak self] in self?.abandon() }
        widget["exportTable"].onClick { [weak self] in self?.export() }
    }

    /// Shows a transaction.
    func choose(_ row: TransactionRow) {
        if let place = table.rows.firstIndex(where: { $0.txid == row.txid && $0.output == row.output }) {
            table.select(place)
        }
    }

    private func update() {
        guard let wallet = context.wallets.current else { return }
        var filter = TransactionFilter()
        filter.kinds = TransactionFilter.Kinds(rawValue: widget["kinds"].currentIndex) ?? .all
        filter.text = widget["search"].text
        filter.minimum = context.unit.parse(widget["minimum"].text) ?? .zero
        let place = widget["dates"].currentIndex
        if Self.periods.indices.contains(place), let days = Self.periods[place].days {
            filter.sinceSeconds = context.now - days * 86400
        }
        table.rows = wallet.rows.filter(filter.admits)
        widget["table"].isVisible = !table.rows.isEmpty
        widget["empty"].isVisible = table.rows.isEmpty
        updateButtons()
    }

    private func updateButtons() {
        let selection = table.selection
        let isOne = selection.count == 1
        widget["details"].isEnabled = isOne
        widget["copyId"].isEnabled = isOne
        widget["bump"].isEnabled = isOne && selection[0].canBeBumped
        widget["abandon"].isEnabled =
            isOne && selection[0].kind == .send && selection[0].confirmations == 0
            && !selection[0].isAbandoned
        let sum = selection.reduce(Int64(0)) { $0 &+ $1.amount.satoshis }
        widget["selected"].text =
            selection.count > 1 ? "Selected amount: \(context.format(Amount(satoshis: sum)))" : ""
        widget["exportTable"].isEnabled = !table.rows.isEmpty
    }

    // MARK: What users do

    private func showDetails(_ row: TransactionRow) {
        guard let wallet = context.wallets.current else { return }
        context.perform(in: widget, "Transaction details") { [self] in
            let answer = try await wallet.commands.call("gettransaction", .string(row.txid), true, true)
            TextDialog.show(
                in: widget, title: "Details for \(row.txid)",
                TransactionDetails.text(row, answer, context.unit))
        }
    }

    private func bump() {
        guard let wallet = context.wallets.current, let row = table.selection.first,
            let txid = Txid(hex: row.txid)
        else { return }
        context.perform(in: widget, "Increasing transaction fee failed") { [self] in
            let answer = await widget.ask(
                .question, title: "Confirm fee bump", "Do you want to increase the fee?",
                detail:
                    "The wallet makes a transaction that takes the place of this one and pays what the network "
                    + "asks for now.", buttons: ["Increase fee", "Cancel"])
            guard answer == 0 else { return }
            try await WalletUnlock.withKeys(of: wallet, in: widget, context) { [self] in
                let bump = try await wallet.wallet.bumpTransaction(txid, feeRate: nil)
                await wallet.refresh()
                await widget.ask(
                    .information, title: "Increase transaction fee",
                    "Current fee: \(context.unit.format(bump.oldFee))<br>New fee: \(context.unit.format(bump.newFee))"
                )
            }
        }
    }

    private func abandon() {
        guard let wallet = context.wallets.current, let row = table.selection.first,
            let txid = Txid(hex: row.txid)
        else { return }
        context.perform(in: widget, "Abandon transaction") {
            try await wallet.wallet.abandonTransaction(txid)
            await wallet.refresh()
        }
    }

    private func export() {
        context.perform(in: widget, "Exporting Failed") { [self] in
            guard
                let path = await widget.chooseFile(
                    .save, title: "Export Transaction History", path: "transactions.csv",
                    filter: "Comma separated file (*.csv)")
            else { return }
            let text = TransactionFilter.table(table.rows, unit: context.unit)
            try await FileWork.write(Array(text.utf8), to: path)
        }
    }
}
