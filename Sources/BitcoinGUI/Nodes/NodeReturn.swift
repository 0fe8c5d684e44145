/// Connects again, without being asked, to a node that does not end with this program: it may be back at any time.
@UserInterface
public final class NodeReturn {
    /// The longest pause between two attempts.
    private static let longestPause = Duration.seconds(10)

    private let model: NodeModel
    private let firstPause: Duration
    private var isWaiting = false

    private init(_ model: NodeModel, firstPause: Duration) {
        self.model = model
        self.firstPause = firstPause
    }

    /// Begins to look after a node, for as long as the program runs.
    ///
    /// - Parameter firstPause: how long to wait at first; each further attempt waits twice as long, up to a limit.
    public static func watch(_ model: NodeModel, firstPause: Duration = .seconds(1)) {
        guard !model.isOwn else { return }
        let watch = NodeReturn(model, firstPause: firstPause)
        model.changed.observe { watch.update() }
    }

    private var isGone: Bool {
        if case .gone = model.state { true } else { false }
    }

    private func update() {
        guard isGone, !isWaiting else { return }
        isWaiting = true
        Task {
            var pause = firstPause
            while isGone {
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
                // The user may have been quicker.
                if isGone { await model.connect() }
            }
            isWaiting = false
        }
    }
}
