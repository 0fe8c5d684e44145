import BitcoinGUI
import BitcoinSupport
import QtBridge

/// The main window: pages of the wallet that is shown, menus, and how the node is doing.
@UserInterface
final class MainWindow {
    let widget: QtObject
    private let context: WindowContext
    private let overview: OverviewPage
    private let send: SendPage
    private let receive: ReceivePage
    private let transactions: TransactionsPage
    private let state: StatePage
    private let status: StatusRow
    private let sync: SyncPanel
    private let menu: WalletMenu
    private let nodeWindow: NodeWindow
    private var pace = SyncPace()
    private var page = Page.overview
    /// Called when the user wants the program to end.
    var onQuit: (() -> Void)?

    /// The pages, in the order of the buttons.
    private enum Page: Int, CaseIterable {
        case overview
        case send
        case receive
        case transactions

        var action: String {
            switch self {
            case .overview: "actionOverview"
            case .send: "actionSend"
            case .receive: "actionReceive"
            case .transactions: "actionTransactions"
            }
        }

        var icon: QtIcon {
            switch self {
            case .overview: .overview
            case .send: .send
            case .receive: .receive
            case .transactions: .transactions
            }
        }
    }

    init(_ context: WindowContext) {
        self.context = context
        let window = QtObject(form: "mainwindow")
        widget = window
        overview = OverviewPage(context)
        send = SendPage(context)
        receive = ReceivePage(context)
        transactions = TransactionsPage(context)
        state = StatePage(context)
        status = StatusRow(context, window)
        sync = SyncPanel(window)
        menu = WalletMenu(context, window)
        nodeWindow = NodeWindow(context)
        for page in [overview.widget, send.widget, receive.widget, transactions.widget, state.widget] {
            window["pages"].insert(page)
        }
        connectPages()
        connectMenus()
        state.onCreate = { [weak self] in self?.menu.create() }
        send.onSent = { [weak self] in self?.show(.transactions) }
        overview.onChoose = { [weak self] row in
            self?.show(.transactions)
            self?.transactions.choose(row)
        }
        context.wallets.onIncoming = { [context] wallet, row in
            QtApplication.notify(
                "Incoming transaction",
                "\(context.format(row.amount)) to \(row.counterpart) (\(wallet.title))")
        }
        context.node.changed.observe { [weak self] in self?.update() }
        context.wallets.changed.observe { [weak self] in self?.walletsChanged() }
        context.wallets.currentChanged.observe { [weak self] in self?.update() }
        // What depends on the clock.
        context.repeating(every: .seconds(2)) { [weak self] in self?.update() }
        window.onClose { [weak self] in
            self?.onQuit?()
            return false
        }
        walletsChanged()
    }

    func show() {
        widget.invoke("show()")
    }

    /// Brings the window to the front.
    func raise() {
        if widget.property("minimized")?.boolean == true { widget.invoke("showNormal()") }
        show()
        widget.invoke("raise()")
        widget.activate()
    }

    /// Fills in the form to pay, as a link asks for.
    func open(_ link: PaymentLink) {
        show(.send)
        send.fill(link)
        raise()
    }

    func closeOthers() {
        nodeWindow.widget.invoke("hide()")
    }

    // MARK: Pages

    private func connectPages() {
        for page in Page.allCases {
            widget[page.action].setIcon(page.icon)
            widget[page.action].onTrigger { [weak self] in self?.show(page) }
        }
        widget["walletChoice"].on("activated(int)") { [weak self] arguments in
            guard let self, let place = arguments.first?.integer,
                context.wallets.wallets.indices.contains(place)
            else { return }
            context.wallets.show(context.wallets.wallets[place])
        }
    }

    private func show(_ page: Page) {
        self.page = page
        if page == .send { send.updateFee() }
        update()
    }

    private func walletsChanged() {
        let wallets = context.wallets
        widget["walletChoice"].setItems(wallets.wallets.map(\.title))
        if let place = wallets.wallets.firstIndex(where: { $0 === wallets.current }) {
            widget["walletChoice"].currentIndex = place
        }
        widget["walletBar"].isVisible = wallets.wallets.count > 1
        send.updateFee()
        update()
    }

    private func update() {
        let node = context.node
        let hasWallet = node.isReady && context.wallets.current != nil
        widget["pages"].currentIndex = hasWallet ? page.rawValue : Page.allCases.count
        for page in Page.allCases {
            widget[page.action].isEnabled = hasWallet
            widget[page.action].isChecked = hasWallet && page == self.page
        }
        if node.isReady { pace.note(node.status.chain.verificationProgress, at: context.now) }
        let progress = SyncProgress(
            node.status.chain, now: context.now, blockSpacing: node.information?.blockSpacingSeconds ?? 600,
            pace: pace)
        state.update()
        status.update(progress)
        sync.update(
            progress, isShown: hasWallet && page == .overview, headers: node.status.chain.headerHeight)
        menu.update()
        for name in [
            "actionInformation", "actionConsole", "actionTraffic", "actionPeers", "actionProcesses",
            "actionOptions",
        ] {
            widget[name].isEnabled = node.isReady
        }
        widget["actionReconnect"].isVisible = node.canStartAgain
        widget["actionReconnect"].isEnabled = node.isLost
        widget["actionReconnect"].text = node.isOwn ? "&Start the node again" : "&Reconnect"
        let network = node.information?.network ?? "main"
        let wallet = context.wallets.current.map { " - [\($0.title)]" } ?? ""
        widget.windowTitle = context.title + (network == "main" ? "" : " - [\(network)]") + wallet
        widget["networkName"].text = network == "main" ? "" : network
        widget.setIcon(.coin, colour: QtIcon.colour(ofNetwork: network))
    }

    // MARK: Menus

    private func connectMenus() {
        widget["actionReconnect"].onTrigger { [context] in Task { await context.node.renew() } }
        widget["actionQuit"].onTrigger { [weak self] in self?.onQuit?() }
        widget["actionInformation"].onTrigger { [weak self] in self?.nodeWindow.show(.information) }
        widget["actionConsole"].onTrigger { [weak self] in self?.nodeWindow.show(.console) }
        widget["actionTraffic"].onTrigger { [weak self] in self?.nodeWindow.show(.traffic) }
        widget["actionPeers"].onTrigger { [weak self] in self?.nodeWindow.show(.peers) }
        widget["actionProcesses"].onTrigger { [weak self] in self?.nodeWindow.show(.processes) }
        widget["actionOptions"].onTrigger { [context, widget] in OptionsDialog.show(context, in: widget) }
        widget["actionSendingAddresses"].onTrigger { [weak self] in self?.showAddresses(isOwn: false) }
        widget["actionReceivingAddresses"].onTrigger { [weak self] in self?.showAddresses(isOwn: true) }
        widget["actionSign"].onTrigger { [weak self] in self?.showSignatures(verifies: false) }
        widget["actionVerify"].onTrigger { [weak self] in self?.showSignatures(verifies: true) }
        widget["actionOpenLink"].onTrigger { [weak self] in self?.enterLink() }
        widget["actionLoadPSBT"].onTrigger { [weak self] in self?.withWallet(PSBTDialog.open) }
        widget["actionPastePSBT"].onTrigger { [weak self] in self?.withWallet(PSBTDialog.paste) }
        widget["actionMask"].on("toggled(bool)") { [context] arguments in
            context.isMasked = arguments.first?.boolean ?? false
        }
        context.onUnitChange { [context, widget] in widget["actionMask"].isChecked = context.isMasked }
        widget["actionAbout"].onTrigger { [context, widget] in
            let version = context.node.information?.version ?? ClientVersion.full
            TextDialog.show(
                in: widget, title: "About \(context.title)",
                "<h3>\(context.title)</h3><p>\(Payment.escaped(version))<br>Qt \(QtApplication.version)</p>"
                    + "<p>\(Payment.escaped(ClientVersion.license).replacing("\n", with: "<br>"))</p>")
        }
    }

    private func withWallet(_ show: (WindowContext, WalletModel, QtObject) -> Void) {
        if let wallet = context.wallets.current { show(context, wallet, widget) }
    }

    private func showAddresses(isOwn: Bool) {
        guard let wallet = context.wallets.current else { return }
        let dialog = AddressBookDialog(context, wallet, isOwn: isOwn, in: widget)
        Task { await dialog.run() }
    }

    private func showSignatures(verifies: Bool) {
        guard let wallet = context.wallets.current else { return }
        SignVerifyDialog.show(context, wallet, verifies: verifies, in: widget)
    }

    private func enterLink() {
        context.perform(in: widget, "Open bitcoin URI") { [self] in
            guard
                let text = await TextDialog.enter(
                    in: widget, title: "Open bitcoin URI", "URI:", placeholder: "bitcoin:")
            else { return }
            guard let link = PaymentLink(text) else { throw InvalidLink() }
            open(link)
        }
    }
}

/// What was entered is no link for a payment.
struct InvalidLink: Error, CustomStringConvertible {
    var description: String {
        "URI cannot be parsed! This can be caused by an invalid Bitcoin address or malformed URI parameters."
    }
}
