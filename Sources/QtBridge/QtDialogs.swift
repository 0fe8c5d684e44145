import BitcoinGUI
import CBitcoinQt

// Dialogs. The event loop goes on while they are shown.
extension QtObject {
    /// How important a message is.
    public enum Importance: Sendable {
        /// For the user to know.
        case information
        /// For the user to mind.
        case warning
        /// Something could not be done.
        case error
        /// The user has to decide.
        case question

        var value: bqt_importance {
            switch self {
            case .information: BQT_INFORMATION
            case .warning: BQT_WARNING
            case .error: BQT_ERROR
            case .question: BQT_QUESTION
            }
        }
    }

    /// Shows a message and returns when the user has pressed a button.
    ///
    /// - Parameter buttons: the first is for the Return key, the last for Escape.
    /// - Returns: the place of the button in the list.
    @discardableResult
    public func ask(
        _ importance: Importance, title: String, _ text: String, detail: String = "",
        buttons: [String] = ["OK"]
    ) async -> Int {
        await withCheckedContinuation { continuation in
            let context = Unmanaged.passRetained(Box(continuation)).toOpaque()
            withCStrings(buttons) { texts, count in
                bqt_message(
                    pointer, importance.value, title, text, detail, texts, count,
                    { context, button in
                        guard let context else { return }
                        let box = Unmanaged<Box<CheckedContinuation<Int, Never>>>.fromOpaque(context)
                        box.takeRetainedValue().content.resume(returning: Int(button))
                    }, context)
            }
        }
    }

    /// What a file dialog is for.
    public enum FileWish: Sendable {
        /// To read a file.
        case open
        /// To write a file.
        case save
        /// To choose a folder.
        case folder
    }

    /// Has the user choose a file.
    ///
    /// - Parameter filter: which files are shown, as in `Wallets (*.dat)`.
    /// - Returns: its path; `nil` if the user chose none.
    public func chooseFile(
        _ wish: FileWish, title: String, path: String = "", filter: String = ""
    ) async -> String? {
        let kind =
            switch wish {
            case .open: BQT_OPEN_FILE
            case .save: BQT_SAVE_FILE
            case .folder: BQT_CHOOSE_FOLDER
            }
        let chosen: String = await withCheckedContinuation { continuation in
            bqt_file(
                pointer, kind, title, path, filter,
                { context, path in
                    guard let context else { return }
                    let box = Unmanaged<Box<CheckedContinuation<String, Never>>>.fromOpaque(context)
                    box.takeRetainedValue().content.resume(
                        returning: path.map { String(cString: $0) } ?? "")
                }, Unmanaged.passRetained(Box(continuation)).toOpaque())
        }
        return chosen.isEmpty ? nil : chosen
    }

    /// Shows a dialog of this form and returns when it is closed.
    ///
    /// - Returns: whether its user accepted it.
    public func runDialog() async -> Bool {
        await withCheckedContinuation { continuation in
            on("finished(int)") { arguments in
                continuation.resume(returning: arguments.first?.integer == 1)
            }
            invoke("open()")
        }
    }
}
