import BitcoinGUI
import BitcoinPrimitives
import BitcoinSupport
import Glibc
import QtBridge

/// What the windows share.
@UserInterface
final class WindowContext {
    let node: NodeModel
    let wallets: WalletsModel
    /// What users call the program.
    let title: String
    /// The unit that amounts are shown in.
    var unit = AmountUnit.bitcoin {
        didSet { for action in unitChanged { action() } }
    }
    private var unitChanged: [() -> Void] = []

    init(node: NodeModel, wallets: WalletsModel, title: String) {
        self.node = node
        self.wallets = wallets
        self.title = title
    }

    func onUnitChange(_ action: @escaping () -> Void) { unitChanged.append(action) }

    /// The time in seconds since 1970.
    nonisolated var now: Int64 { Int64(time(nil)) }

    /// Does something that may fail, and tells the user if it does.
    func perform(
        in window: QtObject, _ title: String, _ work: @escaping @UserInterface () async throws -> Void
    ) {
        Task { @UserInterface in
            do {
                try await work()
            } catch {
                await window.ask(.error, title: title, Payment.escaped(NodeModel.words(of: error)))
            }
        }
    }

    /// Does something every so often while the program runs.
    func repeating(every interval: Duration, _ work: @escaping @UserInterface () async -> Void) {
        Task { @UserInterface in
            while true {
                await work()
                try? await Task.sleep(for: interval)
            }
        }
    }
}
