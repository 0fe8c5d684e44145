import BitcoinGUI
import BitcoinInterfaces
import QtBridge

/// What the menus do with wallets.
@UserInterface
final class WalletMenu {
    private let context: WindowContext
    private let window: QtObject

    init(_ context: WindowContext, _ window: QtObject) {
        self.context = context
        self.window = window
        window["actionCreateWallet"].onTrigger { [weak self] in self?.create() }
        window["actionCloseWallet"].onTrigger { [weak self] in self?.close() }
        window["actionRestoreWallet"].onTrigger { [weak self] in self?.restore() }
        window["actionBackupWallet"].onTrigger { [weak self] in self?.backUp() }
        window["actionEncrypt"].onTrigger { [weak self] in self?.encrypt() }
        window["actionChangePassphrase"].onTrigger { [weak self] in self?.changePassphrase() }
        window["menuOpenWallet"].on("aboutToShow()") { [weak self] _ in self?.fillOpenMenu() }
        update()
    }

    func update() {
        let wallet = context.wallets.current
        let isReady = context.node.isReady && context.node.information?.hasWallets == true
        window["actionCreateWallet"].isEnabled = isReady
        window["actionRestoreWallet"].isEnabled = isReady
        window["menuOpenWallet"].isEnabled = isReady
        for name in ["actionCloseWallet", "actionBackupWallet", "actionSign", "actionVerify"] {
            window[name].isEnabled = wallet != nil
        }
        for name in [
            "actionSendingAddresses", "actionReceivingAddresses", "actionOpenLink", "actionLoadPSBT",
            "actionPastePSBT",
        ] {
            window[name].isEnabled = wallet != nil
        }
        window["actionEncrypt"].isEnabled = wallet.map { !$0.isEncrypted && !$0.isWatchOnly } ?? false
        window["actionChangePassphrase"].isEnabled = wallet?.isEncrypted ?? false
    }

    private func fillOpenMenu() {
        let menu = window["menuOpenWallet"]
        menu.removeEntries()
        let loaded = Set(context.wallets.wallets.map(\.name))
        let closed = context.wallets.names.filter { !loaded.contains($0) }
        for name in closed {
            menu.addEntry(name.isEmpty ? "[default wallet]" : name) { [weak self] in self?.open(name) }
        }
        if closed.isEmpty { menu.addEntry("No wallets available") {}.isEnabled = false }
    }

    /// Asks for a name and makes a wallet.
    func create() {
        let dialog = QtObject(form: "createwallet", parent: window)
        dialog["name"].on("textChanged(QString)") { arguments in
            dialog["create"].isEnabled = arguments.first?.text?.isEmpty == false
        }
        // Without keys there is nothing to encrypt, and nothing to begin with.
        dialog["noKeys"].on("toggled(bool)") { arguments in
            let hasKeys = arguments.first?.boolean == false
            dialog["encrypt"].isEnabled = hasKeys
            dialog["blank"].isEnabled = hasKeys
            if !hasKeys {
                dialog["encrypt"].isChecked = false
                dialog["blank"].isChecked = true
            }
        }
        context.perform(in: window, "Create wallet failed") { [self] in
            let isAccepted = await dialog.runDialog()
            defer { dialog.release() }
            guard isAccepted else { return }
            let traits = WalletTraits(
                hasNoPrivateKeys: dialog["noKeys"].isChecked, isBlank: dialog["blank"].isChecked)
            let name = dialog["name"].text
            var passphrase = Passphrase.none
            if dialog["encrypt"].isChecked {
                guard let entered = await PassphraseDialog(.encrypt, in: window).run() else { return }
                passphrase = entered.new
            }
            let warnings = try await context.during("Creating Wallet \(name)…") {
                try await passphrase.lend { [context] in
                    try await context.wallets.create(name, passphrase: $0, traits: traits)
                }
            }
            await tell(warnings)
        }
    }

    private func open(_ name: String) {
        context.perform(in: window, "Open wallet failed") { [self] in
            let warnings = try await context.during("Opening Wallet \(name)…") { [self] in
                try await context.wallets.open(name)
            }
            await tell(warnings)
        }
    }

    private func close() {
        guard let wallet = context.wallets.current else { return }
        context.perform(in: window, "Close wallet") { [self] in
            let answer = await window.ask(
                .question, title: "Close wallet",
                "Are you sure you wish to close the wallet <i>\(Payment.escaped(wallet.title))</i>?",
                detail:
                    "Closing the wallet for too long can result in having to resync the entire chain if pruning is "
                    + "enabled.", buttons: ["Close wallet", "Cancel"])
            guard answer == 0 else { return }
            try await context.during("Closing Wallet \(wallet.title)…") { [self] in
                try await context.wallets.close(wallet)
            }
        }
    }

    private func restore() {
        context.perform(in: window, "Restore wallet failed") { [self] in
            guard
                let path = await window.chooseFile(
                    .open, title: "Load Wallet Backup", filter: "Wallet Data (*.dat);;All files (*)"),
                let name = await TextDialog.enter(
                    in: window, title: "Restore Wallet", "Wallet Name", placeholder: "Wallet"),
                !name.isEmpty
            else { return }
            let warnings = try await context.during("Restoring Wallet \(name)…") { [self] in
                try await context.wallets.restore(name, from: path)
            }
            await tell(warnings)
        }
    }

    private func backUp() {
        guard let wallet = context.wallets.current else { return }
        context.perform(in: window, "Backup Failed") { [self] in
            guard
                let path = await window.chooseFile(
                    .save, title: "Backup Wallet", path: "\(wallet.title).dat", filter: "Wallet Data (*.dat)")
            else { return }
            try await context.during("Backing up wallet…") { try await wallet.backUp(to: path) }
            await window.ask(
                .information, title: "Backup Successful",
                "The wallet data was successfully saved to \(Payment.escaped(path)).")
        }
    }

    private func encrypt() {
        guard let wallet = context.wallets.current else { return }
        context.perform(in: window, "Wallet encryption failed") { [self] in
            guard let entered = await PassphraseDialog(.encrypt, in: window).run() else { return }
            let answer = await window.ask(
                .warning, title: "Confirm wallet encryption",
                "Warning: If you encrypt your wallet and lose your passphrase, you will <b>LOSE ALL OF YOUR BITCOINS</b>!",
                detail: "Are you sure you wish to encrypt your wallet?", buttons: ["Encrypt", "Cancel"])
            guard answer == 0 else { return }
            try await context.during("Encrypting wallet…") {
                try await entered.new.lend { try await wallet.wallet.encryptWallet(passphrase: $0) }
                await wallet.refresh()
            }
            await window.ask(
                .information, title: "Wallet encrypted",
                "Your wallet is now encrypted. Backups that you have made of it before are not.")
        }
    }

    private func changePassphrase() {
        guard let wallet = context.wallets.current else { return }
        context.perform(in: window, "Change passphrase") { [self] in
            guard let entered = await PassphraseDialog(.change, in: window).run() else { return }
            let isRight = try await context.during("Changing passphrase…") {
                try await entered.old.lend { old in
                    try await entered.new.lend { new in
                        try await wallet.wallet.changeWalletPassphrase(from: old, to: new)
                    }
                }
            }
            await window.ask(
                isRight ? .information : .error, title: "Change passphrase",
                isRight
                    ? "Wallet passphrase was successfully changed."
                    : "The passphrase entered for the wallet decryption was incorrect.")
        }
    }

    private func tell(_ warnings: [String]) async {
        guard !warnings.isEmpty else { return }
        await window.ask(
            .warning, title: "Wallet", warnings.map(Payment.escaped).joined(separator: "<br>"))
    }
}
