import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript

/// Which coins could be spent.
extension Wallet {
    /// Conditions on coins.
    struct CoinFilter: Sendable {
        var minimumAmount = Amount(satoshis: 1)
        var maximumAmount = Amount.maximum
        /// Enough coins for this sum are enough.
        var minimumSum = Amount.maximum
        /// So many coins are enough; zero for no limit.
        var maximumCount = 0
        var includesImmature = false
        var skipsLocked = true
        /// Whether version 3 transactions spend only of their like, and others do not (BIP 431).
        var checksVersion = true
    }

    /// A coin with what coin selection asks about it.
    struct AvailableCoin: Sendable {
        var coin: SpendableCoin
        var type: OutputType?
    }

    /// The coins that the user's wishes and a filter let through, those of one type of address after those of another.
    ///
    /// - Parameters:
    ///   - rates: the fee rate of the new transaction and the one to expect later.
    ///   - relations: how the wallet's unconfirmed transactions hang together with others.
    func availableCoins(
        _ control: CoinControl, _ filter: CoinFilter = CoinFilter(),
        rates: (now: FeeRate, later: FeeRate) = (.zero, .zero), relations: [Txid: MempoolRelations] = [:]
    ) -> [AvailableCoin] {
        let found = coinsInOrder(control, filter, rates: rates, relations: relations)
        let byType = Dictionary(grouping: found, by: \.type)
        let types: [OutputType?] = [.legacy, .scriptHashWitness, .bech32, .bech32m, nil]
        return types.flatMap { byType[$0] ?? [] }
    }

    private func coinsInOrder(
        _ control: CoinControl, _ filter: CoinFilter, rates: (now: FeeRate, later: FeeRate),
        relations: [Txid: MempoolRelations]
    ) -> [AvailableCoin] {
        let allowsUsed = !flags.contains(.avoidReuse) || !control.avoidsReuse
        var trusted: Set<Txid> = []
        var verdicts: [Txid: Bool?] = [:]
        var known: [Hash256: ScriptTraits] = [:]
        var found: [AvailableCoin] = []
        var version3: [Txid: [AvailableCoin]] = [:]
        var sum = Amount.zero
        for (outPoint, output) in ledger.ownOutputs.sorted(by: { $0.key < $1.key }) {
            guard let transaction = ledger[outPoint.txid] else { continue }
            if verdicts[outPoint.txid] == nil {
                verdicts[outPoint.txid] = .some(
                    safety(of: transaction, control, filter, relations, trusted: &trusted))
            }
            guard let isSafe = verdicts[outPoint.txid] ?? nil,
                output.value >= filter.minimumAmount, output.value <= filter.maximumAmount,
                control.choices[outPoint] == nil,
                !filter.skipsLocked || ledger.lockedCoins[outPoint] == nil, !ledger.isSpent(outPoint),
                allowsUsed || !isUsed(output.scriptPubKey)
            else { continue }
            let traits = traits(of: output.scriptPubKey, &known)
            var coin = SpendableCoin(
                outPoint: outPoint, output: output, depth: ledger.depth(of: transaction),
                inputSize: traits.inputSize,
                isSafe: isSafe, isFromWallet: ledger.isFromWallet(transaction.transaction),
                feeRate: rates.now, longTermFeeRate: rates.later)
            if coin.depth == 0, let relation = relations[outPoint.txid] {
                coin.ancestors = Int(relation.ancestorCount)
                coin.clusterSize = Int(relation.clusterCount)
            }
            let available = AvailableCoin(coin: coin, type: traits.type)
            if filter.checksVersion, coin.depth == 0, transaction.transaction.version == 3 {
                version3[outPoint.txid, default: []].append(available)
                continue
            }
            found.append(available)
            sum += output.value
            if filter.minimumSum != .maximum, sum >= filter.minimumSum { return found }
            if filter.maximumCount > 0, found.count >= filter.maximumCount { return found }
        }
        // A version 3 transaction has at most one unconfirmed parent: the one that pays most.
        let best = version3.values.max { a, b in Self.sum(a) < Self.sum(b) }
        return found + (best ?? [])
    }

    private static func sum(_ coins: [AvailableCoin]) -> Amount {
        coins.reduce(.zero) { $0 + $1.coin.output.value }
    }

    /// Whether nobody else can take the outputs of a transaction back; `nil` if they are not to be spent.
    private func safety(
        of transaction: WalletTransaction, _ control: CoinControl, _ filter: CoinFilter,
        _ relations: [Txid: MempoolRelations], trusted: inout Set<Txid>
    ) -> Bool? {
        let depth = ledger.depth(of: transaction)
        guard filter.includesImmature || !ledger.isImmature(transaction), depth >= 0,
            depth > 0 || transaction.state == .inMempool
        else { return nil }
        var isSafe = ledger.isTrusted(
            transaction, spendsUnconfirmedChange: options.spendsUnconfirmedChange, trusted: &trusted)
        if depth == 0 {
            if transaction.replaces != nil || transaction.replacedBy != nil { isSafe = false }
            if filter.checksVersion {
                let isVersion3 = transaction.transaction.version == 3
                guard isVersion3 == (control.version == 3) else { return nil }
                if isVersion3 {
                    let ancestors = relations[transaction.txid]?.ancestorCount ?? 0
                    guard transaction.version3Child == nil, ancestors <= 1 else { return nil }
                }
            }
        }
        guard isSafe || control.includesUnsafe, depth >= control.minimumDepth, depth <= control.maximumDepth
        else { return nil }
        return isSafe
    }

    /// What the coins of most descriptors have in common.
    private struct ScriptTraits {
        /// The size of a signed input, if it can be told.
        var inputSize: Int32?
        /// The type of address that coins are grouped under.
        var type: OutputType?
    }

    private func traits(of script: Script, _ known: inout [Hash256: ScriptTraits]) -> ScriptTraits {
        guard let id = owners[script]?.min() else { return ScriptTraits() }
        if let traits = known[id] { return traits }
        guard let descriptor = managers[id]?.descriptor, descriptor.isSingleType else {
            return ScriptTraits(
                inputSize: inputSize(of: script), type: Destination(script).flatMap(OutputType.init))
        }
        let traits = ScriptTraits(inputSize: inputSize(of: script), type: descriptor.outputType)
        known[id] = traits
        return traits
    }

    /// How the wallet's transactions in the memory pool hang together with others.
    func mempoolRelations() async throws -> [Txid: MempoolRelations] {
        let txids = ledger.transactions.values.filter { $0.state == .inMempool }.map(\.txid)
        guard let chain, !txids.isEmpty else { return [:] }
        return Dictionary(
            zip(txids, try await chain.getMempoolRelations(txids)), uniquingKeysWith: { first, _ in first })
    }
}
