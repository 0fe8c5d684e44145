import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// What transactions did, output by output, as commands list it.
struct History {
    /// What was gathered so far. Times of blocks are to be added.
    private(set) var entries: [JSONObject] = []

    private let book: [String: AddressBookEntry]
    private let ledger: Ledger
    private let format: (Script) -> String?
    private let isOwn: (Script) -> Bool
    private let isChange: (Script) -> Bool
    private let parents: (Script) -> JSONValue
    private let spendsUnconfirmedChange: Bool
    private let label: String?
    private let isLong: Bool
    private let includesChange: Bool
    private let minimumDepth: Int32
    private let replaceability: [Txid: MempoolRelations]?
    private var trusted: Set<Txid> = []

    /// A list without entries.
    ///
    /// - Parameters:
    ///   - label: list only what addresses with this label received.
    ///   - isLong: whether each entry tells all about its transaction.
    ///   - minimumDepth: how many confirmations received outputs need.
    ///   - replaceability: how transactions of the memory pool hang together, if it is to be told which can be replaced.
    init(
        _ wallet: isolated Wallet, label: String? = nil, isLong: Bool, includesChange: Bool = false,
        minimumDepth: Int32 = 0, replaceability: [Txid: MempoolRelations]? = nil
    ) {
        self.replaceability = replaceability
        let owners = wallet.owners
        let addresses = wallet.options.format
        let book = wallet.addressBook
        self.book = book
        ledger = wallet.ledger
        let address: (Script) -> String? = { Destination($0)?.address(addresses) }
        format = address
        isOwn = { owners[$0] != nil }
        isChange = { script in
            owners[script] != nil && address(script).map { book[$0]?.label == nil } ?? true
        }
        var texts: [Hash256: String] = [:]
        for id in wallet.managers.keys { texts[id] = wallet.normalizedText(of: id) }
        parents = { [texts] script in .strings((owners[script] ?? []).sorted().compactMap { texts[$0] }) }
        spendsUnconfirmedChange = wallet.options.spendsUnconfirmedChange
        self.label = label
        self.isLong = isLong
        self.includesChange = includesChange
        self.minimumDepth = minimumDepth
    }

    /// Adds what a transaction did: what it sent, then what it received.
    mutating func add(_ own: WalletTransaction) {
        let transaction = own.transaction
        let debit = ledger.debit(of: transaction)
        let isSpending = debit > .zero
        let fee = isSpending ? debit - (transaction.outputValue ?? .zero) : .zero
        let shown = transaction.outputs.enumerated().filter { _, output in
            isSpending
                ? includesChange || !isChange(output.scriptPubKey) : isOwn(output.scriptPubKey)
        }
        if isSpending, label == nil {
            for (index, output) in shown { entries.append(sent(output, index, fee: fee, own)) }
        }
        let depth = ledger.depth(of: own)
        guard depth >= minimumDepth else { return }
        for (index, output) in shown where isOwn(output.scriptPubKey) {
            let known = format(output.scriptPubKey).flatMap { book[$0]?.label }
            if let label, known ?? "" != label { continue }
            entries.append(received(output, index, label: known, depth: depth, own))
        }
    }

    private mutating func sent(
        _ output: TransactionOutput, _ index: Int, fee: Amount, _ own: WalletTransaction
    ) -> JSONObject {
        var entry = JSONObject()
        let address = format(output.scriptPubKey)
        if let address { entry.append("address", .string(address)) }
        entry.append("category", "send")
        entry.append("amount", .amount(-output.value))
        if let address, let known = book[address]?.label { entry.append("label", .string(known)) }
        entry.append("vout", .integer(index))
        entry.append("fee", .amount(-fee))
        if isLong { for (name, value) in description(of: own) { entry.append(name, value) } }
        entry.append("abandoned", .bool(own.state == .abandoned))
        return entry
    }

    private mutating func received(
        _ output: TransactionOutput, _ index: Int, label: String?, depth: Int32, _ own: WalletTransaction
    ) -> JSONObject {
        var entry = JSONObject()
        if let address = format(output.scriptPubKey) { entry.append("address", .string(address)) }
        entry.append("parent_descs", parents(output.scriptPubKey))
        let category =
            if !own.transaction.isCoinbase {
                "receive"
            } else if depth < 1 {
                "orphan"
            } else {
                ledger.isImmature(own) ? "immature" : "generate"
            }
        entry.append("category", .string(category))
        entry.append("amount", .amount(output.value))
        if let label { entry.append("label", .string(label)) }
        entry.append("vout", .integer(index))
        entry.append("abandoned", .bool(own.state == .abandoned))
        if isLong { for (name, value) in description(of: own) { entry.append(name, value) } }
        return entry
    }

    /// All about a transaction but its outputs.
    mutating func description(of own: WalletTransaction) -> JSONObject {
        var object: JSONObject = ["confirmations": .integer(ledger.depth(of: own))]
        if own.transaction.isCoinbase { object.append("generated", true) }
        if case .confirmed(let block, let index) = own.state {
            object.append("blockhash", .string("\(block.hash)"))
            object.append("blockheight", .integer(max(block.height, OfflinePlaces.tipHeight)))
            object.append("blockindex", .integer(index))
        } else {
            let isTrusted = ledger.isTrusted(
                own, spendsUnconfirmedChange: spendsUnconfirmedChange, trusted: &trusted)
            object.append("trusted", .bool(isTrusted))
        }
        object.append("txid", .string("\(own.txid)"))
        object.append("wtxid", .string("\(own.transaction.wtxid)"))
        let others = own.variants.keys.filter { $0 != own.transaction.wtxid }.sorted()
        object.append("alternate_wtxids", .strings(others.map(\.description)))
        object.append(
            "walletconflicts", .strings(ledger.conflicts(of: own).sorted().map(\.description)))
        object.append("mempoolconflicts", .strings(own.mempoolConflicts.sorted().map(\.description)))
        object.append("time", .integer(own.time))
        object.append("timereceived", .integer(own.receivedTime))
        if let text = replaceable(own) { object.append("bip125-replaceable", .string(text)) }
        for (note, name) in [
            ("comment", "comment"), ("to", "to"), ("replaces_txid", "replaces_txid"),
            ("replaced_by_txid", "replaced_by_txid"),
        ] {
            if let text = own.notes[note] { object.append(name, .string(text)) }
        }
        return object
    }

    /// Whether a transaction says that it may be replaced (BIP 125); `nil` if that is not to be told.
    private func replaceable(_ own: WalletTransaction) -> String? {
        guard let replaceability else { return nil }
        guard ledger.depth(of: own) <= 0 else { return "no" }
        if own.transaction.inputs.contains(where: { $0.sequence < 0xffff_fffe }) { return "yes" }
        guard let relations = replaceability[own.txid], relations.isPresent else { return "unknown" }
        return relations.isReplaceable ? "yes" : "no"
    }
}
