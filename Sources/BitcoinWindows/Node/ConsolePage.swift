import BitcoinGUI
import QtBridge

/// The console, where commands are entered.
@UserInterface
final class ConsolePage {
    private let window: QtObject
    private let model: ConsoleModel
    private var hasNames = false

    private static let welcome =
        "Welcome to the RPC console. Use up and down arrows to navigate history. Type <b>help</b> for an overview of "
        + "available commands.<br><br><b>WARNING:</b> Scammers have been active, telling users to type commands here, "
        + "stealing their wallet contents. Do not use this console without fully understanding the ramifications of a "
        + "command."

    init(_ context: WindowContext, _ window: QtObject) {
        self.window = window
        model = ConsoleModel(context.node, context.wallets)
        clear()
        window["run"].onClick { [weak self] in self?.run() }
        window["input"].on("returnPressed()") { [weak self] _ in self?.run() }
        window["clear"].onClick { [weak self] in self?.clear() }
        window["input"].onKey(.up) { [weak self] in self?.show(self?.model.history.previous()) }
        window["input"].onKey(.down) { [weak self] in self?.show(self?.model.history.next()) }
        context.node.changed.observe { [weak self, context] in
            guard let self, context.node.isReady, !hasNames else { return }
            hasNames = true
            Task { @UserInterface in
                await self.model.loadNames()
                window["input"].complete(with: self.model.commandNames)
            }
        }
    }

    private func show(_ line: String?) {
        if let line { window["input"].text = line }
    }

    private func clear() {
        window["output"].invoke("clear()")
        append(Self.welcome)
    }

    private func append(_ html: String) {
        window["output"].invoke("append(QString)", .text(html))
    }

    private func run() {
        let text = window["input"].text
        let line: ConsoleLine
        do throws(ConsoleLine.Mistake) {
            guard let parsed = try ConsoleLine(text) else { return }
            line = parsed
        } catch {
            append("<font color=\"#d0342c\">\(error)</font>")
            return
        }
        window["input"].text = ""
        let shown = line.shown(text)
        if !line.isSecret { model.history.add(text) }
        append("<br><b>&gt; \(Payment.escaped(shown))</b>")
        Task { @UserInterface in
            do {
                let answer = try await model.execute(line)
                append("<pre>\(Payment.escaped(answer))</pre>")
            } catch {
                let code = (error as? CommandError).map { " (code \($0.code))" } ?? ""
                append(
                    "<font color=\"#d0342c\">\(Payment.escaped(NodeModel.words(of: error)))\(code)</font>")
            }
        }
    }
}
