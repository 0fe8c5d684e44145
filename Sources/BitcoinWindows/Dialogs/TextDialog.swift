import BitcoinGUI
import QtBridge

/// Rich text to be read.
@UserInterface
enum TextDialog {
    static func show(in window: QtObject, title: String, _ text: String) {
        let dialog = QtObject(form: "textdialog", parent: window)
        dialog.windowTitle = title
        dialog["text"].setProperty("html", .text(text))
        Task {
            _ = await dialog.runDialog()
            dialog.release()
        }
    }

    /// Has the user enter one line; `nil` if he gives up.
    static func enter(
        in window: QtObject, title: String, _ help: String, placeholder: String = "", text: String = ""
    ) async -> String? {
        let dialog = QtObject(form: "entertext", parent: window)
        dialog.windowTitle = title
        dialog["help"].text = help
        dialog["text"].text = text
        dialog["text"].setProperty("placeholderText", .text(placeholder))
        let isAccepted = await dialog.runDialog()
        defer { dialog.release() }
        return isAccepted ? dialog["text"].text : nil
    }
}
