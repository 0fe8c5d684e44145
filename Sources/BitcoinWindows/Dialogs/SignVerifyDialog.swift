import BitcoinGUI
import BitcoinSupport
import QtBridge

/// Signs messages with addresses of a wallet, and verifies those of others.
@UserInterface
enum SignVerifyDialog {
    static func show(_ context: WindowContext, _ wallet: WalletModel, verifies: Bool, in window: QtObject) {
        let dialog = QtObject(form: "signverify", parent: window)
        dialog["tabs"].currentIndex = verifies ? 1 : 0
        dialog["sign"].onClick {
            act(dialog, "signResult") {
                try await WalletUnlock.withKeys(of: wallet, in: dialog, context) {
                    let answer = try await wallet.commands.call(
                        "signmessage", .string(dialog["signAddress"].text),
                        .string(dialog["signMessage"].property("plainText")?.text ?? ""))
                    dialog["signature"].text = answer.string ?? ""
                }
                return dialog["signature"].text.isEmpty ? "" : "Message signed."
            }
        }
        dialog["copySignature"].onClick { QtApplication.clipboard = dialog["signature"].text }
        dialog["verify"].onClick {
            act(dialog, "verifyResult") {
                let answer = try await wallet.commands.call(
                    "verifymessage", .string(dialog["verifyAddress"].text),
                    .string(dialog["verifySignature"].text),
                    .string(dialog["verifyMessage"].property("plainText")?.text ?? ""))
                return answer.bool == true ? "Message verified." : "Message verification failed."
            }
        }
        Task {
            _ = await dialog.runDialog()
            dialog.release()
        }
    }

    private static func act(
        _ dialog: QtObject, _ result: String, _ work: @escaping @UserInterface () async throws -> String
    ) {
        Task { @UserInterface in
            await dialog.whileHeld {
                do {
                    dialog[result].text = try await work()
                } catch {
                    dialog[result].text = NodeModel.words(of: error)
                }
            }
        }
    }
}
