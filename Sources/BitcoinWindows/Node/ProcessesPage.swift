import BitcoinGUI
import QtBridge

/// What the processes of the node are kept from doing, and which others are connected to it.
@UserInterface
final class ProcessesPage {
    private let page: QtObject
    private let model: ProcessesModel
    private let processes: QtTable<SandboxRow>
    private let rules: QtTable<Fact>
    private let clients: QtTable<ConnectionRow>
    private let details: QtTable<Fact>

    init(_ context: WindowContext, _ window: QtObject) {
        let page = QtObject(form: "processespage")
        self.page = page
        window["processesTab"].insert(page)
        model = ProcessesModel(context.node)
        processes = QtTable(
            in: page["processes"],
            [
                QtColumn("Process", .rest) { $0.program },
                QtColumn("Number", .contents, isRight: true, key: { .integer($0.processIdentifier) }) {
                    "\($0.processIdentifier)"
                },
                QtColumn("Sandbox", .contents, colour: Self.colour) { $0.stateText },
            ])
        clients = QtTable(
            in: page["clients"],
            [
                QtColumn("Client", .rest, toolTip: \.client) { $0.client },
                QtColumn("May reach", .contents) { $0.grants.joined(separator: ", ") },
                QtColumn("Calls", .contents, isRight: true, key: { .integer($0.calls) }) { "\($0.calls)" },
                QtColumn("Mean", .contents, isRight: true, key: { .integer($0.meanMicroseconds) }) {
                    Words.latency($0.meanMicroseconds)
                },
                QtColumn("Longest", .contents, isRight: true, key: { .integer($0.longestMicroseconds) }) {
                    Words.latency($0.longestMicroseconds)
                },
                QtColumn("Bytes", .contents, isRight: true) { Words.bytes($0.bytesHeld) },
            ])
        rules = .facts(in: page["rules"], "Rule")
        details = .facts(in: page["clientDetails"], "Field")
        processes.identity = { "\($0.program) \($0.processIdentifier)" }
        clients.identity = \.identity
        processes.onSelection { [weak self] in self?.showRules() }
        clients.onSelection { [weak self] in self?.showDetails() }
        model.changed.observe { [weak self] in self?.show() }
        show()
    }

    /// Asks the node.
    func refresh() async { await model.refresh() }

    private static func colour(of row: SandboxRow) -> UInt32? {
        switch row.state {
        case .full: Colour.received
        case .partial: Colour.sent
        case .none: Colour.negative
        case .off: Colour.muted
        }
    }

    private func show() {
        for (name, text) in [
            ("nodeNotice", model.nodeNotice), ("sandboxNotice", model.sandboxNotice),
            ("connectionNotice", model.connectionNotice),
        ] {
            page[name].text = text
            page[name].isVisible = !text.isEmpty
        }
        processes.rows = model.processes
        clients.rows = model.clients
        // Something is there to be read at once, and of the node first.
        if model.isSettled, processes.selection.isEmpty { processes.select(0) }
        if clients.selection.isEmpty { clients.select(0) }
        page["clientSplit"].isVisible = !clients.rows.isEmpty
        page["connectionTitle"].isVisible = !model.connectionNotice.isEmpty
        showRules()
        showDetails()
    }

    private func showRules() { rules.rows = processes.selection.first?.rules ?? [] }

    private func showDetails() { details.rows = clients.selection.first?.details ?? [] }
}
