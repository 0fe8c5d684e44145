import BitcoinGUI
import QtBridge

/// Asks for a passphrase: an old one, a new one, or both.
@UserInterface
struct PassphraseDialog {
    /// What it is asked for.
    enum Purpose {
        case unlock
        case encrypt
        case change
    }

    private let dialog: QtObject
    private let purpose: Purpose

    init(_ purpose: Purpose, in window: QtObject, problem: String = "") {
        self.purpose = purpose
        let dialog = QtObject(form: "passphrase", parent: window)
        self.dialog = dialog
        switch purpose {
        case .unlock:
            dialog.windowTitle = "Unlock wallet"
            dialog["help"].text =
                "This operation needs your wallet passphrase to unlock the wallet."
        case .encrypt:
            dialog.windowTitle = "Encrypt wallet"
            dialog["help"].text =
                "Enter the new passphrase for the wallet. Please use a passphrase of ten or more random characters, "
                + "or eight or more words. If you lose it, you will LOSE ALL OF YOUR BITCOINS."
        case .change:
            dialog.windowTitle = "Change passphrase"
            dialog["help"].text = "Enter the old passphrase and new passphrase for the wallet."
        }
        for name in ["oldLabel", "oldText"] { dialog[name].isVisible = purpose != .encrypt }
        for name in ["newLabel", "newText", "repeatLabel", "repeatText"] {
            dialog[name].isVisible = purpose != .unlock
        }
        dialog["problem"].text = problem
        for name in ["oldText", "newText", "repeatText"] {
            dialog[name].observe("textChanged(QString)") { Self.check(dialog, purpose) }
        }
        dialog["show"].on("toggled(bool)") { arguments in
            let mode: Int64 = arguments.first?.boolean == true ? 0 : 2
            for name in ["oldText", "newText", "repeatText"] {
                dialog[name].setProperty("echoMode", .integer(mode))
            }
        }
    }

    private static func check(_ dialog: QtObject, _ purpose: Purpose) {
        let isRepeated = dialog["newText"].hasSameSecret(as: dialog["repeatText"])
        if purpose != .unlock {
            dialog["problem"].text =
                isRepeated || dialog["repeatText"].secretLength == 0
                ? "" : "The supplied passphrases do not match."
        }
        let hasOld = purpose == .encrypt || dialog["oldText"].secretLength > 0
        let hasNew = purpose == .unlock || (dialog["newText"].secretLength > 0 && isRepeated)
        dialog["accept"].isEnabled = hasOld && hasNew
    }

    /// What was entered; `nil` if the user gave up.
    func run() async -> (old: Passphrase, new: Passphrase)? {
        let isAccepted = await dialog.runDialog()
        let entered = (old: dialog["oldText"].takeSecret(), new: dialog["newText"].takeSecret())
        _ = dialog["repeatText"].takeSecret()
        dialog.release()
        return isAccepted ? entered : nil
    }
}
