import BitcoinGUI
import BitcoinPrimitives
import QtBridge

/// The form to pay.
@UserInterface
final class SendPage {
    let widget: QtObject
    let context: WindowContext
    private var entries: [QtObject] = []
    private var isBusy = false
    var coins = CoinList()
    /// What the node estimates for the target; `nil` while that is not known.
    var estimate: FeeRate?
    private var shownWallet: String?
    /// Called when a payment has been sent.
    var onSent: (() -> Void)?

    init(_ context: WindowContext) {
        self.context = context
        widget = QtObject(form: "sendpage")
        widget["feeTarget"].setItems(
            PaymentForm.confirmationTargets.map { "\(Words.duration(Int64($0) * 600)) (\($0) blocks)" })
        widget["feeTarget"].currentIndex =
            PaymentForm.confirmationTargets.firstIndex(of: PaymentForm.usualTarget) ?? 0
        widget["feeTarget"].on("currentIndexChanged(int)") { [weak self] _ in self?.updateFee() }
        widget["feeCustom"].on("toggled(bool)") { [widget] arguments in
            widget["feeRate"].isEnabled = arguments.first?.boolean ?? false
        }
        widget["chooseCoins"].onClick { [weak self] in self?.chooseCoins() }
        widget["forgetCoins"].onClick { [weak self] in
            self?.coins.clear()
            self?.showCoins()
        }
        widget["customChange"].on("toggled(bool)") { [widget] arguments in
            widget["changeAddress"].isEnabled = arguments.first?.boolean ?? false
        }
        widget["feeRate"].observe("textChanged(QString)") { [weak self] in self?.showCoins() }
        widget["send"].onClick { [weak self] in self?.send() }
        widget["clear"].onClick { [weak self] in self?.clearAll() }
        widget["add"].onClick { [weak self] in self?.addEntry() }
        context.wallets.changed.observe { [weak self] in self?.update() }
        context.wallets.currentChanged.observe { [weak self] in self?.update() }
        context.onUnitChange { [weak self] in self?.update() }
        addEntry()
        update()
    }

    /// Fills in what a link asks for.
    func fill(_ link: PaymentLink) {
        clear()
        guard let entry = entries.first else { return }
        entry["payTo"].text = link.address
        entry["label"].text = link.label.isEmpty ? link.message : link.label
        if link.amount > .zero { entry["amount"].text = plain(link.amount) }
    }

    /// Asks for the estimate of the fee anew.
    func updateFee() {
        guard let wallet = context.wallets.current else { return }
        let target = self.target
        Task { @UserInterface in
            let rate = await wallet.estimateFee(target: target)
            guard target == self.target else { return }
            estimate = rate.map { FeeRate(satoshisPerKilobyte: $0) }
            showCoins()
            widget["feeEstimate"].text =
                rate.map { "\($0 / 1000).\($0 % 1000 / 100)\($0 % 100 / 10) sat/vB" }
                ?? "No estimate yet; the wallet's fallback fee is used, if it has one."
        }
    }

    private var target: Int {
        let place = widget["feeTarget"].currentIndex
        let targets = PaymentForm.confirmationTargets
        return targets.indices.contains(place) ? targets[place] : PaymentForm.usualTarget
    }

    private func plain(_ amount: Amount) -> String {
        context.unit.format(amount, showsUnit: false).replacing("\u{2009}", with: "")
    }

    private func update() {
        guard let wallet = context.wallets.current else { return }
        // The same wallet may be another object, after its process was started again.
        if wallet.name != shownWallet {
            shownWallet = wallet.name
            coins = CoinList()
            widget["customChange"].isChecked = false
            widget["changeAddress"].text = ""
        }
        showCoins()
        widget["balance"].text = context.format(wallet.balances.trusted)
        widget["send"].text = wallet.isWatchOnly ? "Cr&eate Unsigned" : "S&end"
        for entry in entries { entry["unit"].text = context.unit.name }
    }

    // MARK: Lines

    private func addEntry() {
        let entry = QtObject(form: "sendentry", parent: widget["entries"])
        widget["entries"].insert(entry)
        entry["unit"].text = context.unit.name
        entry["paste"].onClick { [weak self] in
            if let link = PaymentLink(QtApplication.clipboard) {
                self?.fill(link)
            } else {
                entry["payTo"].text = QtApplication.clipboard
            }
        }
        entry["book"].onClick { [weak self] in self?.chooseAddress(entry) }
        for name in ["amount", "payTo"] {
            entry[name].observe("textChanged(QString)") { [weak self] in self?.showCoins() }
        }
        entry["remove"].onClick { [weak self] in self?.remove(entry) }
        entry["useBalance"].onClick { [weak self] in
            guard let self, let wallet = context.wallets.current else { return }
            let chosen = coins.chosenCoins.reduce(Amount.zero) { $0 + $1.coin.output.value }
            entry["amount"].text = plain(chosen > .zero ? chosen : wallet.balances.trusted)
            entry["subtractFee"].isChecked = true
        }
        entries.append(entry)
        showRemoval()
    }

    private func remove(_ entry: QtObject) {
        entries.removeAll { $0.isSame(as: entry) }
        entry.isVisible = false
        entry.release()
        if entries.isEmpty { addEntry() }
        showRemoval()
    }

    private func showRemoval() {
        for (place, entry) in entries.enumerated() {
            entry["remove"].isEnabled = entries.count > 1
            // No two widgets beside each other have the same name.
            entry.setProperty("objectName", .text("sendEntry" + (place == 0 ? "" : "\(place + 1)")))
        }
    }

    private func clear() {
        for entry in entries {
            entry.isVisible = false
            entry.release()
        }
        entries = []
        addEntry()
    }

    /// Empties the whole form, with what is to be spent.
    private func clearAll() {
        clear()
        coins.clear()
        widget["customChange"].isChecked = false
        widget["changeAddress"].text = ""
        showCoins()
    }

    // MARK: Sending

    var form: PaymentForm {
        var form = PaymentForm(
            entries: entries.map { entry in
                PaymentForm.Entry(
                    address: entry["payTo"].text, label: entry["label"].text, amount: entry["amount"].text,
                    subtractsFee: entry["subtractFee"].isChecked)
            }, unit: context.unit, feeRate: widget["feeCustom"].isChecked ? widget["feeRate"].text : nil,
            target: target)
        form.coins = coins.chosenCoins.map(\.coin.outPoint)
        form.changeAddress = widget["customChange"].isChecked ? widget["changeAddress"].text : ""
        return form
    }

    private func send() {
        guard !isBusy, let wallet = context.wallets.current else { return }
        isBusy = true
        widget["send"].isEnabled = false
        context.perform(in: widget, "Send Coins") { [self] in
            defer {
                isBusy = false
                widget["send"].isEnabled = true
            }
            try await WalletUnlock.withKeys(of: wallet, in: widget, context) { [self] in
                let payment = try await context.during("Creating transaction…") { [self] in
                    try await wallet.prepare(form)
                }
                switch await confirm(payment, wallet) {
                case .send: try await context.during("Sending…") { try await wallet.send(payment) }
                case .sign:
                    let transaction = try await wallet.unsigned(payment)
                    QtApplication.clipboard = transaction.text
                    PSBTDialog.show(
                        transaction, note: "The PSBT has been copied to the clipboard. You can also save it.",
                        context, wallet, in: widget)
                    return
                case nil: return
                }
                clearAll()
                onSent?()
            }
        }
    }

    /// What is to be done with a payment.
    private enum Decision {
        case send
        /// It is to be signed by others, or later.
        case sign
    }

    private func confirm(_ payment: Payment, _ wallet: WalletModel) async -> Decision? {
        let decisions: [Decision] = wallet.isWatchOnly ? [.sign] : [.send, .sign]
        let answer = await widget.ask(
            .question, title: "Confirm send coins", payment.question(context.unit),
            detail: payment.summary(context.unit),
            buttons: decisions.map { $0 == .send ? "Send" : "Create Unsigned" } + ["Cancel"])
        return decisions.indices.contains(answer) ? decisions[answer] : nil
    }
}
