import BitcoinGUI
import QtBridge

/// What the main window shows while there is no wallet to show: that the node starts, is gone, or has no wallet.
@UserInterface
final class StatePage {
    let widget: QtObject
    private let context: WindowContext
    var onCreate: (() -> Void)?

    init(_ context: WindowContext) {
        self.context = context
        widget = QtObject(form: "statepage")
        widget["reconnect"].onClick { [context] in
            if context.node.state == .stopping {
                context.node.abandon()
            } else {
                Task { await context.node.renew() }
            }
        }
        widget["createFirst"].onClick { [weak self] in self?.onCreate?() }
    }

    func update() {
        let node = context.node
        var colour = QtIcon.colour(ofNetwork: node.information?.network ?? "main")
        var icon = QtIcon.coin
        var (title, text) = ("", "")
        var isBusy = false
        var canReconnect = false
        var canCreate = false
        switch node.state {
        case .connecting:
            (title, text, isBusy) = (node.isOwn ? "Starting the node…" : "Connecting to the node…", "", true)
        case .stopping:
            (title, isBusy) = ("\(context.title) is shutting down…", true)
            text = "Do not shut down the computer until this window disappears."
            canReconnect = node.canAbandon
        case .gone(let reason):
            (title, text) = (node.isOwn ? "The node has stopped" : "The node is gone", reason)
            (icon, colour, canReconnect) = (.warning, Colour.negative, node.canStartAgain)
        case .connected where !node.isReady:
            (title, text, isBusy) = (node.status.activity, "", true)
        case .connected where context.wallets.areAwaited:
            (title, isBusy) = ("Loading wallets…", true)
        case .connected where context.wallets.areGone:
            (title, isBusy) = ("The wallets are being started again…", true)
            text = "Their process has ended. Nothing that they had written is lost."
        case .connected:
            title = "No wallet has been loaded."
            canCreate = node.information?.hasWallets == true
            text =
                canCreate
                ? "Go to File > Open Wallet to load a wallet, or create one." : "Wallets are disabled."
        }
        widget["stateIcon"].setPicture(icon, colour: colour, pixels: 72)
        widget["stateTitle"].text = title
        widget["stateText"].text = text
        widget["stateBusy"].isVisible = isBusy
        widget["reconnect"].isVisible = canReconnect
        widget["reconnect"].text =
            node.state == .stopping ? "Do not wait" : node.isOwn ? "Start again" : "Reconnect"
        widget["createFirst"].isVisible = canCreate
    }
}
