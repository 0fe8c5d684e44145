import BitcoinGUI
import BitcoinPrimitives
import QtBridge

// What is spent, and what that comes to.
extension SendPage {
    func chooseCoins() {
        guard let wallet = context.wallets.current else { return }
        Task {
            let dialog = CoinControlDialog(context, wallet, coins, in: widget) { [weak self] in
                self?.describe($0) ?? ""
            }
            let chosen = await dialog.run()
            guard wallet === context.wallets.current else { return }
            coins = chosen
            showCoins()
        }
    }

    func chooseAddress(_ entry: QtObject) {
        guard let wallet = context.wallets.current else { return }
        Task {
            await entry.whileHeld { [self] in
                let dialog = AddressBookDialog(context, wallet, isOwn: false, chooses: true, in: widget)
                guard let chosen = await dialog.run() else { return }
                entry["payTo"].text = chosen.address
                entry["label"].text = chosen.label
            }
        }
    }

    func showCoins() {
        let chosen = coins.chosenCoins
        widget["coinSums"].text = chosen.isEmpty ? "Automatically selected" : describe(chosen)
        widget["forgetCoins"].isVisible = !chosen.isEmpty
    }

    /// What the payment comes to with some coins, as rich text.
    private func describe(_ chosen: [CoinList.Coin]) -> String {
        let payments = form.entries.compactMap { entry in
            context.unit.parse(entry.amount).map { (amount: $0, subtractsFee: entry.subtractsFee) }
        }
        let rate = form.feeRate.map { FeeRate(satoshisPerByte: $0) } ?? estimate
        let sums = CoinSums(chosen.map(\.coin), paying: payments, feeRate: rate)
        let unit = context.unit
        var parts = [
            ("Quantity", "\(sums.count)"), ("Amount", unit.format(sums.amount)),
            ("Bytes", sums.virtualSize == 0 ? "0" : "~\(sums.virtualSize)"),
        ]
        if rate != nil, sums.count > 0 {
            parts += [("Fee", "~" + unit.format(sums.fee)), ("After Fee", "~" + unit.format(sums.afterFee))]
        }
        if sums.change > .zero {
            parts.append(("Change", "~" + unit.format(sums.change)))
        } else if sums.change < .zero, sums.count > 0 {
            parts.append(("Missing", "~" + unit.format(-sums.change)))
        }
        // The spaces keep a name and its value on one line.
        return parts.map { "\($0.0):&nbsp;<b>\($0.1.replacing(" ", with: "&nbsp;"))</b>" }
            .joined(separator: " &nbsp; ")
    }
}
