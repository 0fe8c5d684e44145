import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// Commands about what happened.
extension WalletCommandHandlers {
    func registerHistoryCommands() {
        bind(WalletHistoryCommands.listTransactions) { wallet, request in
            try await wallet.listTransactions(request)
        }
        bind(WalletHistoryCommands.listSinceBlock) { wallet, request in
            try await wallet.listSinceBlock(request)
        }
        bind(WalletTransactionCommands.getTransaction) { wallet, request in
            try await wallet.describeTransaction(request)
        }
        bind(WalletTransactionCommands.abandonTransaction) { wallet, request in
            try wallet.abandon(Txid(try Hash256(argument: request["txid"], called: "txid")))
            return .null
        }
    }
}

extension Wallet {
    fileprivate func listTransactions(_ request: RPCRequest) async throws -> JSONValue {
        var label: String?
        if !request["label"].isNull, request["label"] != "*" {
            label = try request.label("label")
            if label == "" {
                throw RPCError(
                    .invalidParameter, "Label argument must be a valid label name or \"*\".")
            }
        }
        let count: Int32 = try request.integer("count")
        let skip: Int32 = try request.integer("skip")
        guard count >= 0 else { throw RPCError(.invalidParameter, "Negative count") }
        guard skip >= 0 else { throw RPCError(.invalidParameter, "Negative from") }
        let wanted = Int(count) + Int(skip)
        let replaceability = try await replaceability()
        var history = History(self, label: label, isLong: true, replaceability: replaceability)
        for transaction in ledger.inOrder.reversed() {
            history.add(transaction)
            if history.entries.count >= wanted { break }
        }
        let entries = Array(history.entries.dropFirst(Int(skip)).prefix(Int(count)).reversed())
        return .array(try await withBlockTimes(entries))
    }

    fileprivate func listSinceBlock(_ request: RPCRequest) async throws -> JSONValue {
        var since: (hash: BlockHash, height: Int32, fork: Int32)?
        if !request["blockhash"].isNull, try !request.string("blockhash").isEmpty {
            let hash = BlockHash(try Hash256(argument: request["blockhash"], called: "blockhash"))
            guard let found = try await chain?.findBlock(hash, includeData: false),
                let fork = try await forkHeight(of: hash, found)
            else { throw RPCError(.invalidAddressOrKey, "Block not found") }
            since = (hash, found.height, fork)
        }
        let confirmations: Int32 = try request.integer("target_confirmations")
        guard confirmations >= 1 else { throw RPCError(.invalidParameter, "Invalid parameter") }
        let includesRemoved = try request.bool("include_removed")
        let includesChange = try request.bool("include_change")
        let label = request["label"].isNull ? nil : try request.label("label")
        let removedBlocks = includesRemoved ? try await blocks(behind: since) : []

        let height = ledger.tip?.height ?? -1
        let replaceability = try await replaceability()
        var history = History(
            self, label: label, isLong: true, includesChange: includesChange, replaceability: replaceability)
        for transaction in ledger.inOrder
        where since.map({ abs(ledger.depth(of: transaction)) < height + 1 - $0.fork }) ?? true {
            history.add(transaction)
        }
        var removed = History(
            self, label: label, isLong: true, includesChange: includesChange, minimumDepth: .min,
            replaceability: replaceability)
        for transaction in removedBlocks.flatMap(\.transactions) {
            if let own = ledger[transaction.txid] { removed.add(own) }
        }
        let last = try await chain?.getBlockHash(height: height + 1 - min(confirmations, height + 1))
        var object: JSONObject = ["transactions": .array(try await withBlockTimes(history.entries))]
        if includesRemoved {
            object.append("removed", .array(try await withBlockTimes(removed.entries)))
        }
        object.append("lastblock", .string("\(last ?? .zero)"))
        return .object(object)
    }

    /// How transactions of the memory pool hang together, if old clients want to know which can be replaced.
    private func replaceability() async throws -> [Txid: MempoolRelations]? {
        options.deprecatedCommands.contains("bip125") ? try await mempoolRelations() : nil
    }

    /// The height of the last block that one has in common with the best chain.
    private func forkHeight(of hash: BlockHash, _ found: FoundBlock) async throws -> Int32? {
        if found.isInActiveChain { return found.height }
        guard let chain, let locator = try await chain.getLocator(hash) else { return nil }
        // A locator has gaps, so that its fork may lie before the real one: walk from there.
        guard var fork = try await chain.findLocatorFork(locator)?.height else { return nil }
        for candidate in try await blocks(behind: (hash, found.height, fork), readsData: false) {
            guard let block = try await chain.findBlock(candidate.header.hash, includeData: false),
                block.isInActiveChain
            else { continue }
            fork = max(fork, block.height)
        }
        return fork
    }

    /// The blocks from one back to the fork, the last first.
    private func blocks(
        behind since: (hash: BlockHash, height: Int32, fork: Int32)?, readsData: Bool = true
    ) async throws -> [Block] {
        guard let since, let chain else { return [] }
        var blocks: [Block] = []
        var hash = since.hash
        var height = since.height
        while height > since.fork {
            guard let block = try await chain.findBlock(hash, includeData: true)?.data else {
                guard readsData else { break }
                throw RPCError(.internalError, "Can't read block from disk")
            }
            blocks.append(block)
            hash = block.header.previousBlock
            height -= 1
        }
        return blocks
    }

    fileprivate func describeTransaction(_ request: RPCRequest) async throws -> JSONValue {
        let txid = Txid(try Hash256(argument: request["txid"], called: "txid"))
        let isVerbose = try request.bool("verbose")
        let replaceability = try await replaceability()
        guard let own = ledger[txid] else {
            throw RPCError(.invalidAddressOrKey, "Invalid or non-wallet transaction id")
        }
        let transaction = own.transaction
        let credit = ledger.isImmature(own) ? .zero : ledger.credit(of: transaction)
        let debit = ledger.debit(of: transaction)
        let isFromWallet = ledger.isFromWallet(transaction)
        let fee = isFromWallet ? (transaction.outputValue ?? .zero) - debit : .zero
        var object: JSONObject = ["amount": .amount(credit - debit - fee)]
        if isFromWallet { object.append("fee", .amount(fee)) }
        var history = History(self, isLong: false, replaceability: replaceability)
        for (name, value) in history.description(of: own) { object.append(name, value) }
        history.add(own)
        object.append("details", .array(history.entries.map(JSONValue.object)))
        object.append("hex", .string(transaction.bytes.hex))
        if isVerbose {
            let presentation = TransactionPresentation(addressFormat: options.format)
            var decoded = presentation.json(transaction, includesHex: false)
            decoded["vout"] = markingChange(in: decoded["vout"] ?? [], transaction)
            object.append("decoded", .object(decoded))
        }
        object.append("lastprocessedblock", lastProcessedBlock)
        return try await withBlockTimes([object])[0]
    }

    private func markingChange(in outputs: JSONValue, _ transaction: Transaction) -> JSONValue {
        .array(
            zip(outputs.array ?? [], transaction.outputs).map { value, output in
                guard isChange(output.scriptPubKey), case .object(var object) = value else { return value }
                object.append("ischange", true)
                return .object(object)
            })
    }

    /// Adds the times of blocks, which only the node knows.
    private func withBlockTimes(_ entries: [JSONObject]) async throws -> [JSONValue] {
        var times: [String: JSONValue] = [:]
        var result: [JSONValue] = []
        for entry in entries {
            guard let chain, let text = entry["blockhash"]?.string, let hash = BlockHash(hex: text) else {
                result.append(.object(entry))
                continue
            }
            if times[text] == nil, let found = try await chain.findBlock(hash, includeData: false) {
                times[text] = .integer(found.timeSeconds)
            }
            var timed = JSONObject()
            for (name, value) in entry {
                timed.append(name, value)
                if name == "blockindex", let time = times[text] { timed.append("blocktime", time) }
            }
            result.append(.object(timed))
        }
        return result
    }
}
