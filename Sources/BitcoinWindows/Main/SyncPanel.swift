import BitcoinGUI
import QtBridge

/// Tells that balances are not up to date while the chain is behind, and how long that will take.
@UserInterface
final class SyncPanel {
    private let window: QtObject
    private var isHidden = false

    init(_ window: QtObject) {
        self.window = window
        window["syncPanel"].isVisible = false
        window["syncHide"].onClick { [weak self] in
            self?.isHidden = true
            window["syncPanel"].isVisible = false
        }
    }

    func update(_ progress: SyncProgress, isShown: Bool, headers: Int32) {
        window["syncPanel"].isVisible = isShown && !progress.isDone && !isHidden
        window["syncBlocks"].text =
            progress.blocksLeft.map { "\($0)" } ?? "Unknown. Syncing Headers (\(max(0, headers)))…"
        window["syncTime"].text = Words.duration(progress.secondsBehind) + " ago"
        window["syncProgress"].text = Words.percent(progress.fraction)
        window["syncPace"].text = progress.pace.map { Words.percent($0.perHour) } ?? "calculating…"
        window["syncLeft"].text = progress.pace.map { Words.duration($0.secondsLeft) } ?? "calculating…"
    }
}
