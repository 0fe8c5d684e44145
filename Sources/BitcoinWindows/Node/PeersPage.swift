import BitcoinGUI
import BitcoinSupport
import QtBridge

/// The peers, and those that are banned.
@UserInterface
final class PeersPage {
    private let window: QtObject
    private let context: WindowContext
    private let peers: QtTable<PeerRow>
    private let details: QtTable<Fact>
    private let bans: QtTable<BanRow>

    private static let banTimes: [(name: String, seconds: Int64)] = [
        ("1 hour", 3600), ("1 day", 86400), ("1 week", 604_800), ("1 year", 31_536_000),
    ]

    init(_ context: WindowContext, _ window: QtObject) {
        self.context = context
        self.window = window
        peers = QtTable(
            in: window["peers"],
            [
                QtColumn("Peer", .contents, key: { .integer($0.id) }) { "\($0.id)" },
                QtColumn("Age", .contents, key: { .integer($0.connectedSeconds) }) { [context] in
                    Words.age(context.now - $0.connectedSeconds)
                },
                QtColumn("Address", .rest) { ($0.isInbound ? "→ " : "← ") + $0.address },
                QtColumn("Type", .contents) { $0.connectionType },
                QtColumn("Ping", .contents, isRight: true) {
                    $0.pingSeconds.map { "\(Int($0 * 1000)) ms" } ?? "—"
                },
                QtColumn("User Agent", .contents) { $0.userAgent },
            ])
        details = .facts(in: window["peerDetails"], "Field")
        bans = QtTable(
            in: window["bans"],
            [
                QtColumn("IP/Netmask", .rest) { $0.subnet },
                QtColumn("Banned Until", .contents) { LocalTime.text($0.untilSeconds) },
            ])
        peers.identity = { "\($0.id)" }
        bans.identity = \.subnet
        window["banTime"].setItems(Self.banTimes.map(\.name))
        peers.onSelection { [weak self] in self?.showPeer() }
        bans.onSelection { [weak self] in
            self?.window["unban"].isEnabled = self?.bans.selection.isEmpty == false
        }
        window["disconnect"].onClick { [weak self] in
            guard let self, let peer = peers.selection.first else { return }
            command("disconnectnode", .string(""), .integer(peer.id))
        }
        window["ban"].onClick { [weak self] in
            guard let self, let peer = peers.selection.first else { return }
            let place = window["banTime"].currentIndex
            let seconds = Self.banTimes.indices.contains(place) ? Self.banTimes[place].seconds : 86400
            command("setban", .string(peer.host), "add", .integer(seconds))
        }
        window["unban"].onClick { [weak self] in
            if let self, let ban = bans.selection.first { command("setban", .string(ban.subnet), "remove") }
        }
        show(peers: [], bans: [])
    }

    /// Asks the node for its peers and bans.
    func refresh() async {
        guard context.node.isReady, let commands = context.node.commands,
            let known = try? await commands.call("getpeerinfo"),
            let banned = try? await commands.call("listbanned")
        else { return show(peers: [], bans: []) }
        show(peers: PeerRow.rows(known), bans: BanRow.rows(banned))
    }

    private func show(peers rows: [PeerRow], bans banned: [BanRow]) {
        peers.rows = rows
        bans.rows = banned
        window["peersEmpty"].isVisible = rows.isEmpty
        for name in ["peers", "right"] { window[name].isVisible = !rows.isEmpty }
        for name in ["bans", "bansTitle", "unban"] { window[name].isVisible = !banned.isEmpty }
        showPeer()
    }

    private func showPeer() {
        let peer = peers.selection.first
        details.rows = peer?.details ?? []
        window["peerTitle"].text =
            peer.map { "\($0.address)  (peer \($0.id))" } ?? "Select a peer to view detailed information."
        window["peerDetails"].isVisible = peer != nil
        for name in ["disconnect", "banTime", "ban"] { window[name].isEnabled = peer != nil }
    }

    private func command(_ method: String, _ arguments: JSONValue...) {
        context.perform(in: window, "Peers") { [self] in
            guard let commands = context.node.commands else { return }
            _ = try await commands.call(method, arguments)
            await refresh()
        }
    }
}
