import BitcoinGUI
import BitcoinPrimitives
import QtBridge

/// Balances and what happened last.
@UserInterface
final class OverviewPage {
    let widget: QtObject
    private let context: WindowContext
    private let recent: QtTable<TransactionRow>
    /// Shows a transaction in the list.
    var onChoose: ((TransactionRow) -> Void)?

    private static let recentCount = 8

    init(_ context: WindowContext) {
        self.context = context
        widget = QtObject(form: "overviewpage")
        recent = QtTable(
            in: widget["recentTable"],
            [
                QtColumn("Date", .contents) { LocalTime.text($0.timeSeconds) },
                QtColumn("Label", .rest, toolTip: \.address) { $0.counterpart },
                QtColumn(
                    "Amount", .contents, isRight: true, colour: { $0.amount < .zero ? Colour.negative : nil }
                ) { [context] in context.format($0.amount, showsPlus: true) },
            ])
        recent.onDoubleClick { [weak self] in self?.onChoose?($0) }
        widget["discreet"].on("toggled(bool)") { [context] arguments in
            context.isMasked = arguments.first?.boolean ?? false
        }
        context.wallets.changed.observe { [weak self] in self?.update() }
        context.wallets.currentChanged.observe { [weak self] in self?.update() }
        context.onUnitChange { [weak self] in self?.update() }
        update()
    }

    private func update() {
        widget["discreet"].isChecked = context.isMasked
        guard let wallet = context.wallets.current else { return }
        let balances = wallet.balances
        show("available", balances.trusted)
        show("pending", balances.untrustedPending)
        show("immature", balances.immature)
        show("total", balances.total)
        let hasImmature = balances.immature > .zero
        widget["immature"].isVisible = hasImmature
        widget["immatureLabel"].isVisible = hasImmature
        recent.rows = Array(wallet.rows.prefix(Self.recentCount))
        widget["recentTable"].isVisible = !recent.rows.isEmpty
        widget["recentEmpty"].isVisible = recent.rows.isEmpty
    }

    private func show(_ name: String, _ amount: Amount) {
        widget[name].text = context.format(amount)
    }
}
