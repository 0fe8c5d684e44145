import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport

/// Commands about what the wallet has.
extension WalletCommandHandlers {
    func registerBalanceCommands() {
        bind(WalletBalanceCommands.getBalance) { wallet, request in
            guard request["dummy"].isNull || request["dummy"] == "*" else {
                throw RPCError(
                    .methodDeprecated, #"dummy first argument must be excluded or set to "*"."#)
            }
            let avoidsReuse = try wallet.avoidsReuse(request["avoid_reuse"], isGiven: !request[3].isNull)
            let depth: Int32 = try request.integer("minconf")
            return .amount(wallet.balances(minimumDepth: depth, avoidsReuse: avoidsReuse).trusted)
        }
        bind(WalletBalanceCommands.getBalances) { wallet, _ in wallet.allBalances }
        bind(WalletBalanceCommands.getReceivedByAddress) { wallet, request in
            let destination = try wallet.destination(
                try request.string("address"), "Invalid Bitcoin address")
            return .amount(try wallet.received(at: [destination.script], request))
        }
        bind(WalletBalanceCommands.getReceivedByLabel) { wallet, request in
            let label = try request.label("label")
            let addresses = wallet.addressBook.filter { $0.value.label == label }.keys
            guard !addresses.isEmpty else { throw RPCError(.wallet, "Label not found in wallet") }
            let scripts = try addresses.map { try wallet.destination($0, "Invalid Bitcoin address").script }
            return .amount(try wallet.received(at: scripts, request))
        }
        bind(WalletBalanceCommands.listReceivedByAddress) { wallet, request in
            try wallet.listReceivedByAddress(request)
        }
        bind(WalletBalanceCommands.listReceivedByLabel) { wallet, request in
            try wallet.listReceivedByLabel(request)
        }
    }
}

extension Wallet {
    /// Whether coins of addresses that were spent from are kept apart: what the caller says, if the wallet can do so.
    func avoidsReuse(_ value: JSONValue, isGiven: Bool) throws -> Bool {
        let canAvoid = flags.contains(.avoidReuse)
        let wanted = isGiven ? try value.requireBool() : canAvoid
        guard !wanted || canAvoid else {
            throw RPCError(.wallet, "wallet does not have the \"avoid reuse\" feature enabled")
        }
        return wanted
    }

    /// What the wallet has.
    func balances(
        minimumDepth: Int32 = 0, avoidsReuse: Bool = true, countsOutsideOfMempool: Bool = false
    ) -> Balances {
        let keepsApart = avoidsReuse && flags.contains(.avoidReuse)
        return ledger.balances(
            minimumDepth: minimumDepth, spendsUnconfirmedChange: options.spendsUnconfirmedChange,
            countsOutsideOfMempool: countsOutsideOfMempool, isUsed: { keepsApart && self.isUsed($0) })
    }

    fileprivate var allBalances: JSONValue {
        let balances = balances(countsOutsideOfMempool: true)
        var mine: JSONObject = [
            "trusted": .amount(balances.trusted), "untrusted_pending": .amount(balances.untrustedPending),
            "immature": .amount(balances.immature), "nonmempool": .amount(balances.outsideOfMempool),
        ]
        if flags.contains(.avoidReuse) { mine.append("used", .amount(balances.used)) }
        return .members(("mine", .object(mine)), ("lastprocessedblock", lastProcessedBlock))
    }

    /// The transactions that count as received with at least so many confirmations.
    private func receivedTransactions(
        minimumDepth: Int32, includesImmature: Bool
    ) -> [(transaction: WalletTransaction, depth: Int32)] {
        ledger.inOrder.compactMap { transaction in
            let depth = ledger.depth(of: transaction)
            guard depth >= minimumDepth, !transaction.transaction.isCoinbase || depth >= 1,
                includesImmature || !ledger.isImmature(transaction)
            else { return nil }
            return (transaction, depth)
        }
    }

    fileprivate func received(at scripts: [Script], _ request: RPCRequest) throws -> Amount {
        let own = Set(scripts.filter(isOwn))
        guard !own.isEmpty else { throw RPCError(.wallet, "Address not found in wallet") }
        let transactions = receivedTransactions(
            minimumDepth: try request.integer("minconf"),
            includesImmature: try request.bool("include_immature_coinbase"))
        return transactions.reduce(.zero) { sum, entry in
            entry.transaction.transaction.outputs.reduce(sum) {
                own.contains($1.scriptPubKey) ? $0 + $1.value : $0
            }
        }
    }

    /// What an address, or the addresses with a label, received.
    private struct Tally {
        var amount = Amount.zero
        var depth = Int32.max
        var txids: [Txid] = []

        mutating func add(_ amount: Amount, depth: Int32) {
            self.amount += amount
            self.depth = min(self.depth, depth)
        }

        var confirmations: JSONValue { .integer(depth == .max ? 0 : depth) }
    }

    private func tallies(_ request: RPCRequest, only address: String? = nil) throws -> [String: Tally] {
        var tallies: [String: Tally] = [:]
        let transactions = receivedTransactions(
            minimumDepth: try request.integer("minconf"),
            includesImmature: try request.bool("include_immature_coinbase"))
        for (transaction, depth) in transactions {
            for output in transaction.transaction.outputs where isOwn(output.scriptPubKey) {
                guard let receiver = self.address(of: output.scriptPubKey),
                    address == nil || receiver == address
                else { continue }
                tallies[receiver, default: Tally()].add(output.value, depth: depth)
                tallies[receiver]?.txids.append(transaction.txid)
            }
        }
        return tallies
    }

    /// The addresses with labels that received something or, if wanted, nothing.
    private func receivers(
        _ tallies: [String: Tally], includesEmpty: Bool, only address: String? = nil
    ) throws -> [(address: String, label: String, tally: Tally)] {
        try addressBook.sorted { $0.key < $1.key }.compactMap { receiver, entry in
            guard let label = entry.label, address == nil || receiver == address else { return nil }
            if let tally = tallies[receiver] { return (receiver, label, tally) }
            guard includesEmpty, isOwn(try destination(receiver, "Invalid Bitcoin address").script) else {
                return nil
            }
            return (receiver, label, Tally())
        }
    }

    fileprivate func listReceivedByAddress(_ request: RPCRequest) throws -> JSONValue {
        var only: String?
        if !request["address_filter"].isNull {
            let text = try request.string("address_filter")
            if !text.isEmpty {
                guard let destination = try? destination(text, "") else {
                    throw RPCError(.wallet, "address_filter parameter was invalid")
                }
                only = destination.address(options.format)
            }
        }
        let receivers = try receivers(
            try tallies(request, only: only), includesEmpty: try request.bool("include_empty"), only: only)
        return .array(
            receivers.map { address, label, tally in
                .members(
                    ("address", .string(address)), ("amount", .amount(tally.amount)),
                    ("confirmations", tally.confirmations), ("label", .string(label)),
                    ("txids", .strings(tally.txids.map(\.description))))
            })
    }

    fileprivate func listReceivedByLabel(_ request: RPCRequest) throws -> JSONValue {
        let receivers = try receivers(
            try tallies(request), includesEmpty: try request.bool("include_empty"))
        var byLabel: [String: Tally] = [:]
        for (_, label, tally) in receivers {
            byLabel[label, default: Tally()].add(tally.amount, depth: tally.depth)
        }
        return .array(
            byLabel.sorted { $0.key < $1.key }.map { label, tally in
                .members(
                    ("amount", .amount(tally.amount)), ("confirmations", tally.confirmations),
                    ("label", .string(label)))
            })
    }
}
