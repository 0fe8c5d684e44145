import BitcoinGUI
import BitcoinInterfaces
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
    /// Whether amounts are hidden from whoever looks over the user's shoulder.
    var isMasked = false {
        didSet { for action in unitChanged { action() } }
    }
    /// What is going on that the user waits for, in words.
    private(set) var activities: [(id: Int, text: String)] = [] {
        didSet { activitiesChanged() }
    }
    private var nextActivity = 0
    /// Called when something begins or ends that the user waits for.
    var activitiesChanged: () -> Void = {}

    init(node: NodeModel, wallets: WalletsModel, title: String) {
        self.node = node
        self.wallets = wallets
        self.title = title
    }

    /// Has something done when amounts are shown otherwise: in another unit, or hidden.
    func onUnitChange(_ action: @escaping () -> Void) { unitChanged.append(action) }

    /// An amount of a wallet as it is shown, which may be masked.
    func format(_ amount: Amount, showsPlus: Bool = false) -> String {
        isMasked ? "# \(unit.name)" : unit.format(amount, showsPlus: showsPlus)
    }

    /// The time in seconds since 1970.
    nonisolated var now: Int64 { Int64(time(nil)) }

    /// Does something that may fail, and tells the user if it does.
    func perform(
        in window: QtObject, _ title: String, _ work: @escaping @UserInterface () async throws -> Void
    ) {
        Task { @UserInterface in
            do {
                try await window.whileHeld(work)
            } catch {
                // That a process is gone is not the fault of what the user did, and the windows show it by themselves.
                if isLoss(error), await showsLoss() { return }
                await window.ask(.error, title: title, Payment.escaped(NodeModel.words(of: error)))
            }
        }
    }

    /// Whether an error says no more than that the node, or the process of its wallets, is gone.
    func isLoss(_ error: any Error) -> Bool {
        if let error = error as? any ProcessFailure { return error.isConnectionLost }
        return wallets.areGone && (error as? CommandError)?.isWarmUp == true
    }

    /// Whether the windows show before long that the node or its wallets are gone.
    private func showsLoss() async -> Bool {
        let deadline = ContinuousClock.now + .seconds(3)
        while ContinuousClock.now < deadline {
            if wallets.areGone || node.state != .connected { return true }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    /// Does something that may take long, and tells the user meanwhile.
    func during<Result: Sendable>(
        _ text: String, _ work: @UserInterface () async throws -> Result
    ) async throws -> Result {
        nextActivity += 1
        let id = nextActivity
        activities.append((id, text))
        defer { activities.removeAll { $0.id == id } }
        return try await work()
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
