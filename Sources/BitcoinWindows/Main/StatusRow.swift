import BitcoinGUI
import BitcoinPrimitives
import QtBridge

/// The lowest row of the main window: what the node is doing, and pictures of how it stands.
@UserInterface
final class StatusRow {
    private let window: QtObject
    private let context: WindowContext
    private static let pixels = 18

    init(_ context: WindowContext, _ window: QtObject) {
        self.context = context
        self.window = window
        window["unitChoice"].setItems(AmountUnit.allCases.map(\.name))
        window["unitChoice"].on("currentIndexChanged(int)") { [context] arguments in
            context.unit = AmountUnit(rawValue: arguments.first?.integer ?? 0) ?? .bitcoin
        }
        context.activitiesChanged = { [weak self] in self?.showActivity() }
        window["connectionsIcon"].onClick { [context, window] in
            context.perform(in: window, "Network") {
                guard let commands = context.node.commands else { return }
                _ = try await commands.call(
                    "setnetworkactive", .bool(!context.node.status.network.isActive))
            }
        }
    }

    /// Tells what the user waits for, for as long as he does.
    private func showActivity() {
        let activity = context.activities.last
        for name in ["activityText", "activityProgress"] { window[name].isVisible = activity != nil }
        window["activityText"].text = activity?.text ?? ""
        for name in ["statusText", "statusProgress"] where activity != nil { window[name].isVisible = false }
    }

    func update(_ progress: SyncProgress) {
        let isHere = context.node.state == .connected
        for name in ["connectionsIcon", "syncIcon"] { window[name].isVisible = isHere }
        window["statusText"].isVisible = true
        showSync(progress)
        showActivity()
        showConnections()
        showWallet()
        let proxy = context.node.status.network.proxy
        window["proxyIcon"].isVisible = isHere && !proxy.isEmpty
        window["proxyIcon"].setPicture(.proxy, pixels: Self.pixels)
        window["proxyIcon"].toolTip = "Proxy is enabled: \(proxy)"
    }

    private func showSync(_ progress: SyncProgress) {
        let node = context.node
        let bar = window["statusProgress"]
        switch node.state {
        case .connecting: window["statusText"].text = "Connecting to the node…"
        case .stopping: window["statusText"].text = "Shutting down…"
        case .gone: window["statusText"].text = "No connection to the node"
        case .connected where node.isSilent:
            window["statusText"].text = "The node does not answer. What is shown may be out of date."
        case .connected where !node.isReady: window["statusText"].text = node.status.activity
        case .connected where context.wallets.current?.scanPercent != nil:
            window["statusText"].text = "Rescanning…"
        case .connected:
            let peers = node.status.network.inboundCount + node.status.network.outboundCount
            window["statusText"].text =
                progress.isDone ? "" : peers == 0 ? "Connecting to peers…" : "Synchronizing with network…"
        }
        let scan = node.isReady ? context.wallets.current?.scanPercent : nil
        bar.isVisible = !node.isSilent && (scan != nil || (node.isReady && !progress.isDone))
        if let scan {
            bar.value = scan
            bar.setProperty("format", .text("%p%"))
        } else {
            bar.value = Int(progress.fraction * 100)
            bar.setProperty("format", .text("\(Words.duration(progress.secondsBehind)) behind"))
        }
        window["syncIcon"].setPicture(
            node.isSilent ? .warning : progress.isDone ? .synced : .syncing, pixels: Self.pixels)
        window["syncIcon"].toolTip =
            node.isSilent
            ? "The node does not answer"
            : progress.isDone
                ? "Up to date\nProcessed \(node.status.chain.height) blocks of transaction history."
                : "Catching up…\nLast received block was generated \(Words.duration(progress.secondsBehind)) ago."
    }

    private func showConnections() {
        let network = context.node.status.network
        let count = network.inboundCount + network.outboundCount
        let icon: QtIcon =
            !network.isActive || count == 0
            ? .connectionsNone : count < 4 ? .connectionsFew : .connectionsMany
        window["connectionsIcon"].setIcon(icon)
        window["connectionsIcon"].toolTip =
            network.isActive
            ? "\(Words.count(Int64(count), "active connection")) to Bitcoin network.\nClick to disable network activity."
            : "Network activity disabled.\nClick to enable it again."
    }

    private func showWallet() {
        let icon = window["encryptionIcon"]
        guard let wallet = context.wallets.current, wallet.isEncrypted else {
            icon.isVisible = false
            return
        }
        icon.isVisible = true
        icon.setPicture(wallet.isLocked ? .lockClosed : .lockOpen, pixels: Self.pixels)
        icon.toolTip = "Wallet is encrypted and currently \(wallet.isLocked ? "locked" : "unlocked")"
    }
}
