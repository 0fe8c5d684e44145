import BitcoinGUI
import BitcoinInterfaces
import BitcoinSupport
import Glibc
import QtBridge

/// A run of the program: what is shown from the start to the end.
@UserInterface
final class WindowSession {
    /// The run that is going on, which nothing else holds.
    private static var current: WindowSession?

    private let context: WindowContext
    private let window: MainWindow
    private var splash: SplashWindow?
    private var isEnding = false
    private var link: PaymentLink?

    init(_ source: any NodeSource, network: String, showsSplash: Bool, link: PaymentLink?) {
        let node = NodeModel(source)
        context = WindowContext(node: node, wallets: WalletsModel(node), title: GraphicalProgram.title)
        window = MainWindow(context)
        self.link = link
        defer { Self.current = self }
        if showsSplash { splash = SplashWindow(title: context.title, network: network) }
        window.onQuit = { [weak self] in self?.end() }
        node.changed.observe { [weak self] in self?.update() }
        NodeReturn.watch(node)
        // Ctrl-C, or the end of the user's session.
        Task {
            await ShutdownSignal.process.wait()
            end()
        }
    }

    /// Takes what another program was started with, which has ended since: a link, or nothing.
    static func receive(_ text: String) {
        guard let session = current, !session.isEnding else { return }
        session.window.raise()
        if let link = PaymentLink(text) {
            session.link = link
            session.update()
        }
    }

    func start() async {
        await context.node.connect()
    }

    private func update() {
        let node = context.node
        switch node.state {
        case .connecting: splash?.show(node.isOwn ? "Starting the node…" : "Connecting to the node…")
        case .connected where !node.isReady: splash?.show(node.status.activity)
        case .connected, .gone, .stopping:
            guard let splash else { break }
            splash.close()
            self.splash = nil
        }
        if node.hasEnded { return end() }
        if splash == nil, !isEnding { window.show() }
        if let link, node.isReady, context.wallets.current != nil {
            self.link = nil
            window.open(link)
        }
    }

    private func end() {
        guard !isEnding else { return }
        isEnding = true
        window.closeOthers()
        Task { @UserInterface in
            await context.node.finish()
            QtApplication.quit(EXIT_SUCCESS)
        }
    }
}
