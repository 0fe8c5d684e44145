import BitcoinGUI
import BitcoinSupport
import QtBridge

/// A payment of a wallet without private keys, for another program to sign.
@UserInterface
enum UnsignedPayment {
    /// Puts the payment on the clipboard as a PSBT (BIP 174), and offers to save it.
    static func show(_ payment: Payment, _ wallet: WalletModel, in window: QtObject) async throws {
        let raw = Hex.encode(payment.draft.transaction.serialized)
        let converted = try await wallet.commands.call("converttopsbt", .string(raw))
        let answer = try await wallet.commands.call(
            "walletprocesspsbt", converted, false)
        guard let text = answer["psbt"].string, let bytes = Base64.decode(text) else { return }
        QtApplication.clipboard = text
        let choice = await window.ask(
            .information, title: "Unsigned Transaction",
            "The PSBT has been copied to the clipboard. You can also save it.",
            buttons: ["Save…", "Close"])
        guard choice == 0,
            let path = await window.chooseFile(
                .save, title: "Save Transaction Data", path: "transaction.psbt",
                filter: "Partially Signed Transaction (Binary) (*.psbt)")
        else { return }
        try FileContents.write(bytes, to: path)
    }
}
