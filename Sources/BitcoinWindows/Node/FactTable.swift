import BitcoinGUI
import QtBridge

extension QtTable where Row == Fact {
    /// A table of facts, whose first column has this title.
    @UserInterface
    static func facts(in view: QtObject, _ title: String) -> QtTable<Fact> {
        QtTable(
            in: view,
            [QtColumn(title, .contents) { $0.name }, QtColumn("Value", .rest, toolTip: \.text) { $0.text }])
    }
}
