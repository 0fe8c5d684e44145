import BitcoinGUI
import BitcoinInterfaces
import QtBridge

/// The addresses that a wallet has labels of: its own, or those of others.
@UserInterface
final class AddressBookDialog {
    private let dialog: QtObject
    private let table: QtTable<WalletAddress>
    private let wallet: WalletModel
    private let context: WindowContext
    private let isOwn: Bool
    private let chooses: Bool

    /// - Parameters:
    ///   - isOwn: whether it shows the wallet's own addresses.
    ///   - chooses: whether its user is to choose one of them.
    init(
        _ context: WindowContext, _ wallet: WalletModel, isOwn: Bool, chooses: Bool = false,
        in window: QtObject
    ) {
        self.context = context
        self.wallet = wallet
        self.isOwn = isOwn
        self.chooses = chooses
        dialog = QtObject(form: "addressbook", parent: window)
        dialog.windowTitle = (isOwn ? "Receiving addresses" : "Sending addresses") + " - \(wallet.title)"
        dialog["help"].text =
            isOwn
            ? "These are your Bitcoin addresses for receiving payments. Use the 'Create new receiving address' button in "
                + "the receive tab to create new addresses."
            : "These are your Bitcoin addresses for sending payments. Always check the amount and the receiving address "
                + "before sending coins."
        dialog["add"].isVisible = !isOwn
        dialog["remove"].isVisible = !isOwn
        dialog["choose"].isVisible = chooses
        table = QtTable(
            in: dialog["table"],
            [
                QtColumn("Label", .pixels(250)) { $0.label.isEmpty ? "(no label)" : $0.label },
                QtColumn("Address", .rest) { $0.address },
            ])
        table.identity = \.address
        table.sort(by: 0, descends: false)
        table.onSelection { [weak self] in self?.updateButtons() }
        table.onDoubleClick { [weak self] address in
            if chooses { self?.dialog.invoke("accept()") } else { self?.edit(address) }
        }
        dialog["search"].observe("textChanged(QString)") { [weak self] in self?.update() }
        dialog["add"].onClick { [weak self] in self?.edit(nil) }
        dialog["edit"].onClick { [weak self] in
            if let self, let chosen = table.selection.first { edit(chosen) }
        }
        dialog["copy"].onClick { [weak self] in
            if let chosen = self?.table.selection.first { QtApplication.clipboard = chosen.address }
        }
        dialog["remove"].onClick { [weak self] in self?.remove() }
        update()
    }

    /// Shows it until it is closed. Returns the address that was chosen, if one was.
    @discardableResult
    func run() async -> WalletAddress? {
        let isAccepted = await dialog.runDialog()
        defer { dialog.release() }
        return isAccepted ? table.selection.first : nil
    }

    private func update() {
        let wanted = dialog["search"].text.lowercased()
        table.rows = wallet.addresses.filter { address in
            address.isMine == isOwn
                && (wanted.isEmpty
                    || [address.label, address.address].contains { $0.lowercased().contains(wanted) })
        }
        dialog["table"].isVisible = !table.rows.isEmpty
        dialog["empty"].isVisible = table.rows.isEmpty
        dialog["empty"].text = wanted.isEmpty ? "There are no addresses yet." : "No address matches."
        updateButtons()
    }

    private func updateButtons() {
        for name in ["edit", "copy", "remove", "choose"] { dialog[name].isEnabled = !table.selection.isEmpty }
    }

    private func edit(_ address: WalletAddress?) {
        let editor = QtObject(form: "editaddress", parent: dialog)
        editor.windowTitle = address == nil ? "New sending address" : "Edit address"
        editor["label"].text = address?.label ?? ""
        editor["address"].text = address?.address ?? ""
        editor["address"].isEnabled = address == nil
        editor["accept"].onClick { [weak self] in self?.accept(editor, isNew: address == nil) }
        Task {
            _ = await editor.runDialog()
            editor.release()
        }
    }

    private func accept(_ editor: QtObject, isNew: Bool) {
        let (address, label) = (editor["address"].text.filter { !$0.isWhitespace }, editor["label"].text)
        Task {
            await editor.whileHeld { [self] in
                do {
                    if isNew { try await requireUsable(address) }
                    try await wallet.wallet.setAddressBook(
                        address, label: label, purpose: isOwn ? "receive" : "send")
                    editor.invoke("accept()")
                    await wallet.refresh()
                    update()
                } catch {
                    editor["problem"].text = NodeModel.words(of: error)
                }
            }
        }
    }

    private func requireUsable(_ address: String) async throws {
        let answer = try await wallet.commands.call("validateaddress", .string(address))
        guard answer["isvalid"].bool == true else { throw AddressProblem.invalid(address) }
        if let known = wallet.addresses.first(where: { $0.address == address }) {
            throw AddressProblem.known(known)
        }
    }

    private func remove() {
        guard let chosen = table.selection.first else { return }
        context.perform(in: dialog, "Delete address") { [self] in
            _ = try await wallet.wallet.delAddressBook(chosen.address)
            await wallet.refresh()
            update()
        }
    }
}

/// Why an address cannot be added.
enum AddressProblem: Error, CustomStringConvertible {
    /// It is none of this network.
    case invalid(String)
    /// It is there already.
    case known(WalletAddress)

    var description: String {
        switch self {
        case .invalid(let address): "The entered address \"\(address)\" is not a valid Bitcoin address."
        case .known(let known) where known.isMine:
            "Address \"\(known.address)\" already exists as a receiving address with label \"\(known.label)\" and so "
                + "cannot be added as a sending address."
        case .known(let known):
            "The entered address \"\(known.address)\" is already in the address book with label \"\(known.label)\"."
        }
    }
}
