import BitcoinGUI
import QtBridge

/// What the node is doing: facts, console, traffic, peers, processes.
@UserInterface
final class NodeWindow {
    /// Its pages, in their order.
    enum Page: Int {
        case information
        case console
        case traffic
        case peers
        case processes
    }

    let widget: QtObject
    private let context: WindowContext
    private let console: ConsolePage
    private let traffic: TrafficPage
    private let peers: PeersPage
    private let processes: ProcessesPage

    init(_ context: WindowContext) {
        self.context = context
        widget = QtObject(form: "nodewindow")
        widget.windowTitle = "Node window - \(context.title)"
        widget.setIcon(.coin)
        console = ConsolePage(context, widget)
        traffic = TrafficPage(context, widget)
        peers = PeersPage(context, widget)
        processes = ProcessesPage(context, widget)
        context.node.changed.observe { [weak self] in self?.update() }
        context.repeating(every: .seconds(1)) { [weak self] in
            guard let self, widget.isVisible else { return }
            switch Page(rawValue: widget["tabs"].currentIndex) {
            case .peers: await peers.refresh()
            case .processes: await processes.refresh()
            case .information, .console, .traffic, nil: break
            }
        }
        update()
    }

    func show(_ page: Page) {
        widget["tabs"].currentIndex = page.rawValue
        widget.invoke("show()")
        widget.invoke("raise()")
        if page == .console { widget["input"].invoke("setFocus()") }
    }

    private func update() {
        let node = context.node
        let status = node.status
        traffic.note(status.network)
        guard let information = node.information else { return }
        let facts: [(String, String)] = [
            ("clientVersion", information.version), ("userAgent", information.userAgent),
            ("qtVersion", QtApplication.version), ("dataDirectory", information.dataDirectory),
            ("blocksDirectory", information.blocksDirectory),
            ("startTime", LocalTime.text(information.startTimeSeconds, format: "%c")),
            ("networkName", information.network),
            (
                "connections",
                "\(status.network.inboundCount + status.network.outboundCount) (In: \(status.network.inboundCount) / "
                    + "Out: \(status.network.outboundCount))"
                    + (status.network.isActive ? "" : " (Network activity disabled)")
            ),
            ("warnings", status.warnings.isEmpty ? "none" : status.warnings.joined(separator: "\n")),
            ("blocks", "\(status.chain.height)"), ("headers", "\(status.chain.headerHeight)"),
            ("lastBlock", LocalTime.text(status.chain.tipTimeSeconds, format: "%c")),
            ("progress", Words.percent(status.chain.verificationProgress)),
            ("mempoolCount", "\(status.mempool.transactionCount)"),
            (
                "mempoolUsage",
                "\(Words.bytes(status.mempool.usageBytes)) / \(Words.bytes(status.mempool.limitBytes))"
            ),
        ]
        for (name, text) in facts { widget[name].text = text }
        widget["warnings"].setProperty("wordWrap", .boolean(true))
    }
}
