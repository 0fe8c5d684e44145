import BitcoinGUI
import BitcoinSupport
import CBitcoinQt
import Glibc

/// Qt's application and its event loop, on which the user interface runs.
public enum QtApplication {
    /// Creates the application on the present thread, and has the work of the user interface done by its event loop.
    ///
    /// - Parameters:
    ///   - words: the command line; Qt's own options are taken note of.
    ///   - name: the name of the program, which is also that of its desktop file.
    ///   - title: what users call the program.
    public static func open(_ words: [String], name: String, title: String) {
        // Qt keeps them for as long as the application lives, which is until the process ends.
        let arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: words.count + 1)
        for (place, word) in words.enumerated() { arguments[place] = strdup(word) }
        arguments[words.count] = nil
        let count = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
        count.initialize(to: Int32(clamping: words.count))
        // Before Qt looks for a screen, of which it may complain.
        bqt_on_message { isSerious, text in
            let text = text.map { String(cString: $0) } ?? ""
            if isSerious { StandardError.write("Error: \(text)\n") } else { Log.debug(.qt, "GUI: \(text)") }
        }
        guard bqt_open(count, arguments, name, title) else { return }
        bqt_folders_made_by { path in path.map { FileCalls.createFolder(String(cString: $0)) } == 0 }
        UserInterface.executor.attach {
            bqt_post({ _ in UserInterface.executor.runWaiting() }, nil)
        }
    }

    /// Runs the event loop until ``quit(_:)``, and returns its code.
    public static func run() -> Int32 { bqt_run() }

    /// Ends the event loop.
    @UserInterface
    public static func quit(_ code: Int32) { bqt_quit(code) }

    /// Destroys all windows and the application. Nothing of the user interface runs after that.
    public static func close() { bqt_close() }

    /// Whether the system's theme is dark.
    @UserInterface
    public static var isDark: Bool { bqt_is_dark() }

    /// The version of Qt.
    public static var version: String { String(cString: bqt_version()) }

    /// The text of the clipboard.
    @UserInterface
    public static var clipboard: String {
        get { String(cString: bqt_clipboard_get()) }
        set { bqt_clipboard_set(newValue) }
    }

    /// Shows a notification of the desktop, where there is one.
    @UserInterface
    public static func notify(_ title: String, _ text: String) { bqt_notify(title, text) }
}
