import BitcoinGUI
import BitcoinSupport
import QtBridge

/// A transaction that several parties sign (PSBT, BIP 174): to be looked at, signed, sent, copied and saved.
@UserInterface
final class PSBTDialog {
    private let dialog: QtObject
    private let context: WindowContext
    private let wallet: WalletModel
    private var transaction: PartialTransaction

    private init(
        _ context: WindowContext, _ wallet: WalletModel, _ transaction: PartialTransaction,
        in window: QtObject
    ) {
        self.context = context
        self.wallet = wallet
        self.transaction = transaction
        dialog = QtObject(form: "psbt", parent: window)
        dialog["sign"].onClick { [self] in sign() }
        dialog["broadcast"].onClick { [self] in broadcast() }
        dialog["copy"].onClick { [self] in
            QtApplication.clipboard = self.transaction.text
            dialog["status"].text = "PSBT copied to clipboard."
        }
        dialog["save"].onClick { [self] in save() }
        show(transaction.status(isWatchOnly: wallet.isWatchOnly))
    }

    /// Shows a transaction until its window is closed.
    ///
    /// - Parameter note: what the user should know at first; `nil` for where it stands.
    static func show(
        _ transaction: PartialTransaction, note: String? = nil, _ context: WindowContext,
        _ wallet: WalletModel, in window: QtObject
    ) {
        let shown = PSBTDialog(context, wallet, transaction, in: window)
        if let note { shown.dialog["status"].text = note }
        Task {
            _ = await shown.dialog.runDialog()
            shown.dialog.release()
        }
    }

    /// Has the user choose a file, and shows the transaction in it.
    static func open(_ context: WindowContext, _ wallet: WalletModel, in window: QtObject) {
        context.perform(in: window, "Load Transaction Data") {
            guard
                let path = await window.chooseFile(
                    .open, title: "Load Transaction Data",
                    filter: "Partially Signed Transaction (*.psbt);;All files (*)")
            else { return }
            let contents = try await FileWork.read(path, limit: PartialTransaction.mostBytes)
            show(
                try await wallet.readPSBT(try PartialTransaction.text(ofFile: contents)), context, wallet,
                in: window)
        }
    }

    /// Shows the transaction on the clipboard.
    static func paste(_ context: WindowContext, _ wallet: WalletModel, in window: QtObject) {
        let text = QtApplication.clipboard
        context.perform(in: window, "Load Transaction Data") {
            show(
                try await wallet.readPSBT(try PartialTransaction.text(pasted: text)), context, wallet,
                in: window)
        }
    }

    // MARK: What users do

    private func show(_ status: String) {
        dialog["summary"].setProperty("html", .text(transaction.summary(context.unit)))
        dialog["status"].text = status
        dialog["sign"].isEnabled = transaction.step == .sign && !wallet.isWatchOnly
        dialog["broadcast"].isEnabled = transaction.isComplete
    }

    private func sign() {
        act("sign", "Failed to sign transaction: ") { [self] in
            var status = "Cannot sign inputs while wallet is locked."
            try await WalletUnlock.withKeys(of: wallet, in: dialog, context) { [self] in
                (transaction, status) = try await wallet.sign(transaction)
            }
            show(status)
        }
    }

    private func broadcast() {
        act("broadcast", "Transaction broadcast failed: ") { [self] in
            let txid = try await context.during("Sending…") { try await wallet.broadcast(transaction) }
            dialog["status"].text = "Transaction broadcast successfully! Transaction ID: \(txid)"
            dialog["sign"].isEnabled = false
        }
    }

    private func save() {
        act("save", "") { [self] in
            guard
                let path = await dialog.chooseFile(
                    .save, title: "Save Transaction Data", path: "transaction.psbt",
                    filter: "Partially Signed Transaction (Binary) (*.psbt)")
            else { return }
            try await FileWork.write(transaction.contents, to: path)
            dialog["status"].text = "PSBT saved to disk."
        }
    }

    /// Does something for a button, which cannot be pressed meanwhile, and says what is wrong.
    private func act(
        _ button: String, _ prefix: String, _ work: @escaping @UserInterface () async throws -> Void
    ) {
        dialog[button].isEnabled = false
        Task { @UserInterface in
            await dialog.whileHeld { [self] in
                do {
                    try await work()
                    if button == "save" { dialog[button].isEnabled = true }
                } catch {
                    dialog["status"].text = prefix + NodeModel.words(of: error)
                    dialog[button].isEnabled = true
                }
            }
        }
    }
}
