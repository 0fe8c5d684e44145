import BitcoinGUI
import BitcoinPrimitives
import QtBridge

/// Makes addresses to be paid at.
@UserInterface
final class ReceivePage {
    let widget: QtObject
    private let context: WindowContext
    private let history: QtTable<PaymentRequest>

    private static let types: [(name: String, title: String)] = [
        ("bech32", "Bech32 (SegWit)"), ("bech32m", "Bech32m (Taproot)"),
        ("p2sh-segwit", "Base58 (P2SH-SegWit)"), ("legacy", "Base58 (Legacy)"),
    ]

    init(_ context: WindowContext) {
        self.context = context
        widget = QtObject(form: "receivepage")
        history = QtTable(
            in: widget["historyTable"],
            [
                QtColumn("Date", .contents, key: { .integer($0.id) }) {
                    LocalTime.text(Int64($0.timeSeconds))
                },
                QtColumn("Label", .pixels(200), toolTip: \.link.address) {
                    $0.link.label.isEmpty ? "(no label)" : $0.link.label
                },
                QtColumn("Message", .rest) { $0.link.message.isEmpty ? "(no message)" : $0.link.message },
                QtColumn("Requested", .contents, isRight: true, key: { .integer($0.link.amount.satoshis) }) {
                    [context] in
                    $0.link.amount > .zero ? context.format($0.link.amount) : "(no amount requested)"
                },
            ])
        history.identity = { "\($0.id)" }
        history.sort(by: 0, descends: true)
        widget["addressType"].setItems(Self.types.map(\.title))
        widget["create"].onClick { [weak self] in self?.create() }
        widget["clear"].onClick { [weak self] in self?.clear() }
        widget["show"].onClick { [weak self] in self?.showSelected() }
        widget["remove"].onClick { [weak self] in self?.removeSelected() }
        widget["copy"].onClick { [weak self] in
            if let request = self?.history.selection.first { QtApplication.clipboard = request.link.address }
        }
        widget["copyLink"].onClick { [weak self] in
            if let request = self?.history.selection.first { QtApplication.clipboard = request.link.text }
        }
        history.onSelection { [weak self] in self?.updateButtons() }
        history.onDoubleClick { [weak self] _ in self?.showSelected() }
        context.wallets.changed.observe { [weak self] in self?.update() }
        context.wallets.currentChanged.observe { [weak self] in self?.update() }
        context.onUnitChange { [weak self] in self?.update() }
        update()
    }

    private func update() {
        guard let wallet = context.wallets.current else { return }
        history.rows = wallet.requests
        widget["historyTable"].isVisible = !history.rows.isEmpty
        widget["historyEmpty"].isVisible = history.rows.isEmpty
        widget["unit"].text = context.unit.name
        updateButtons()
    }

    private func updateButtons() {
        let isSelected = !history.selection.isEmpty
        for name in ["show", "remove", "copy", "copyLink"] { widget[name].isEnabled = isSelected }
    }

    private func clear() {
        for name in ["label", "amount", "message"] { widget[name].text = "" }
    }

    private func create() {
        guard let wallet = context.wallets.current else { return }
        let amountText = widget["amount"].text
        guard let amount = amountText.isEmpty ? .zero : context.unit.parse(amountText) else {
            Task { [widget] in
                await widget.ask(.warning, title: "Request payment", "The amount is not valid.")
            }
            return
        }
        var link = PaymentLink(
            address: "", amount: amount, label: widget["label"].text, message: widget["message"].text)
        let place = widget["addressType"].currentIndex
        let type = Self.types.indices.contains(place) ? Self.types[place].name : Self.types[0].name
        widget["create"].isEnabled = false
        context.perform(in: widget, "Request payment") { [self] in
            defer { widget["create"].isEnabled = true }
            // New keys may be needed, and the keys they come from may be locked.
            if try await wallet.wallet.canGetAddresses() {
                link.address = try await wallet.wallet.getNewAddress(type: type, label: link.label)
            } else {
                try await WalletUnlock.withKeys(of: wallet, in: widget, context) {
                    link.address = try await wallet.wallet.getNewAddress(type: type, label: link.label)
                }
            }
            guard !link.address.isEmpty else { return }
            try await wallet.keep(link, at: context.now)
            clear()
            show(link, wallet)
        }
    }

    private func showSelected() {
        guard let chosen = history.selection.first, let wallet = context.wallets.current else { return }
        show(chosen.link, wallet)
    }

    private func removeSelected() {
        guard let chosen = history.selection.first, let wallet = context.wallets.current else { return }
        context.perform(in: widget, "Remove request") { try await wallet.forget(chosen) }
    }

    private func show(_ link: PaymentLink, _ wallet: WalletModel) {
        let dialog = QtObject(form: "receiverequest", parent: widget)
        dialog["qr"].setQRCode(link.text, pixels: 320)
        dialog["uri"].text = link.text
        dialog["address"].text = link.address
        let details: [(String, String)] = [
            ("amount", link.amount > .zero ? context.unit.format(link.amount) : ""), ("label", link.label),
            ("message", link.message), ("wallet", wallet.title),
        ]
        for (name, text) in details {
            dialog[name].text = text
            dialog[name].isVisible = !text.isEmpty
            dialog["\(name)Label"].isVisible = !text.isEmpty
        }
        dialog.windowTitle = "Request payment to \(link.label.isEmpty ? link.address : link.label)"
        dialog["copyURI"].onClick { QtApplication.clipboard = link.text }
        dialog["copyAddress"].onClick { QtApplication.clipboard = link.address }
        dialog["save"].onClick { [context] in
            context.perform(in: dialog, "Save QR Code") {
                guard
                    let path = await dialog.chooseFile(
                        .save, title: "Save QR Code", path: "request.png", filter: "PNG Image (*.png)")
                else { return }
                guard let picture = dialog["qr"].pictureOfLabel else { return }
                try await FileWork.write(picture, to: path)
            }
        }
        Task {
            _ = await dialog.runDialog()
            dialog.release()
        }
    }
}
