import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Takes transactions into the mempool, or says why not: the cheap checks first, scripts last.
///
/// One value serves one transaction, or several that are judged together; what they would change is gathered and
/// happens only when all are found good.
struct Admission {
    /// Under which conditions transactions are taken.
    struct Terms {
        /// The time at which they count as having come, in seconds since 1970.
        var time: Int64
        /// They come from blocks that were taken back: fees and the room in the mempool do not matter.
        var bypassesLimits = false
        /// Nothing is to happen in the end.
        var isTest = false
        /// They may replace what spends the same.
        var allowsReplacement = true
        /// A child of version 3 may replace another of the same parent.
        var allowsSiblingEviction = true
        /// They are part of a package, after which room is made once.
        var isInPackage = false
        /// They need not pay enough each, but together.
        var usesPackageRate = false
        /// No transaction may pay more than this.
        var maximumRate: FeeRate?
    }

    /// A transaction on the way, and what has been found out about it.
    struct Candidate {
        let transaction: Transaction
        let entry: MempoolEntry
        let coins: [Coin]
        /// Those of the mempool that spend the same, and a sibling that is to be evicted.
        var conflicts: Set<Txid>
        /// Whether a sibling is among them.
        var evictsSibling = false

        var rate: FeeRate { entry.modifiedFeeRate }
    }

    let state: ChainState
    let terms: Terms
    var change = MempoolChange()
    /// Outputs of transactions that are judged together.
    var packageOutputs: [OutPoint: TransactionOutput] = [:]
    /// Coins that were read from disk for the sake of transactions that may be worth nothing.
    private(set) var readCoins: [OutPoint] = []

    init(_ state: ChainState, _ terms: Terms) {
        self.state = state
        self.terms = terms
    }

    var policy: MempoolPolicy { state.mempool.policy }

    // MARK: Checks without scripts

    /// Everything that takes little time. Adds the transaction to the change.
    mutating func preCheck(_ transaction: Transaction) throws -> Candidate {
        guard let tip = state.tip else { throw ChainError("There is no chain yet") }
        let cursor = state.tree.cursor(tip)
        let policy = self.policy
        try TransactionChecks.check(transaction)
        guard !transaction.isCoinbase else { throw TransactionRejection(.consensus, "coinbase") }
        if policy.requiresStandard { try Standardness.check(transaction, policy) }
        guard transaction.strippedSize >= PolicyLimits.minimumStrippedSize else {
            throw TransactionRejection(.notStandard, "tx-size-small")
        }
        guard transaction.isFinal(height: cursor.height + 1, time: cursor.medianTimePast) else {
            throw TransactionRejection(.prematureSpend, "non-final")
        }
        try refuseKnown(transaction)
        let conflicts = try findConflicts(transaction)

        let coins = try findCoins(transaction)
        let lockPoints = state.lockPoints(of: transaction, coins, after: cursor)
        guard lockPoints?.locks.areSatisfied(after: cursor) ?? true else {
            throw TransactionRejection(.prematureSpend, "non-BIP68-final")
        }
        let fee = try TransactionChecks.checkInputs(transaction, height: cursor.height + 1, coins: coins)
        let spent = coins.map(\.output)
        if policy.requiresStandard {
            try Standardness.checkInputs(transaction, spending: spent)
            if transaction.hasWitness, !Standardness.hasStandardWitnesses(transaction, spending: spent) {
                throw TransactionRejection(.witnessMutated, "bad-witness-nonstandard")
            }
        }
        let cost = SignatureOperations.cost(of: transaction, spentOutputs: spent, flags: .standard)
        let entry = change.add(
            MempoolEntry(
                transaction, fee: fee, time: terms.time, height: cursor.height,
                sequence: terms.bypassesLimits ? 0 : state.mempool.nextSequence,
                spendsCoinbase: coins.contains(where: \.isCoinbase), lockPoints: lockPoints,
                signatureCost: cost, policy: policy),
            to: state.mempool)
        if policy.requiresStandard {
            try EphemeralDust.check(transaction, fee: fee, modifiedFee: entry.modifiedFee, policy)
        }
        guard cost <= PolicyLimits.maximumSignatureCost else {
            throw TransactionRejection(.notStandard, "bad-txns-too-many-sigops", debug: "\(cost)")
        }
        if !terms.bypassesLimits && !terms.usesPackageRate {
            try checkFee(entry.modifiedFee, virtualSize: entry.virtualSize)
        }
        var candidate = Candidate(
            transaction: transaction, entry: entry, coins: coins, conflicts: conflicts)
        if !terms.bypassesLimits { try checkRestricted(&candidate) }
        return candidate
    }

    private func refuseKnown(_ transaction: Transaction) throws(TransactionRejection) {
        if state.mempool.contains(transaction.wtxid) {
            throw TransactionRejection(.conflict, "txn-already-in-mempool")
        }
        if state.mempool.contains(transaction.txid) {
            throw TransactionRejection(.conflict, "txn-same-nonwitness-data-in-mempool")
        }
    }

    private func findConflicts(_ transaction: Transaction) throws(TransactionRejection) -> Set<Txid> {
        var conflicts: Set<Txid> = []
        for input in transaction.inputs {
            guard let other = state.mempool.spender(of: input.previousOutput) else { continue }
            guard terms.allowsReplacement else {
                throw TransactionRejection(.mempoolPolicy, "bip125-replacement-disallowed")
            }
            conflicts.insert(other.transaction.txid)
        }
        return conflicts
    }

    private mutating func findCoins(_ transaction: Transaction) throws -> [Coin] {
        var coins: [Coin] = []
        coins.reserveCapacity(transaction.inputs.count)
        for input in transaction.inputs {
            guard let coin = try coin(input.previousOutput) else {
                // Perhaps it is in a block already.
                let isConfirmed = transaction.outputs.indices.contains {
                    state.coins.isCached(OutPoint(txid: transaction.txid, index: UInt32($0)))
                }
                throw isConfirmed
                    ? TransactionRejection(.conflict, "txn-already-known")
                    : TransactionRejection(.missingInputs, "bad-txns-inputs-missingorspent")
            }
            coins.append(coin)
        }
        return coins
    }

    private mutating func coin(_ outPoint: OutPoint) throws -> Coin? {
        let height = PolicyLimits.mempoolHeight
        if let output = packageOutputs[outPoint] {
            return Coin(output: output, height: height, isCoinbase: false)
        }
        if state.mempool.contains(outPoint.txid) {
            return state.mempool.output(outPoint).map { Coin(output: $0, height: height, isCoinbase: false) }
        }
        if !state.coins.isKnown(outPoint) { readCoins.append(outPoint) }
        return try state.coins.coin(outPoint)
    }

    /// Whether a fee is enough for a size, now.
    func checkFee(_ fee: Amount, virtualSize: Int) throws(TransactionRejection) {
        let size = Int32(clamping: virtualSize)
        let minimum = state.mempool.minimumRate(now: NodeClock.now).fee(forVirtualSize: size)
        if minimum > .zero && fee < minimum {
            throw TransactionRejection(
                .reconsiderable, "mempool min fee not met",
                debug: "\(fee.satoshis) < \(minimum.satoshis)")
        }
        let relay = policy.minimumRelayRate.fee(forVirtualSize: size)
        guard fee >= relay else {
            throw TransactionRejection(
                .reconsiderable, "min relay fee not met", debug: "\(fee.satoshis) < \(relay.satoshis)")
        }
    }

    private func checkRestricted(_ candidate: inout Candidate) throws(TransactionRejection) {
        let breach = TRUC.breach(
            by: candidate.transaction, virtualSize: candidate.entry.virtualSize,
            conflicts: candidate.conflicts, in: state.mempool)
        guard let breach else { return }
        guard terms.allowsSiblingEviction, let sibling = breach.sibling else {
            throw TransactionRejection(.mempoolPolicy, "TRUC-violation", debug: breach.description)
        }
        candidate.conflicts.insert(sibling)
        candidate.evictsSibling = true
    }

    // MARK: Scripts

    /// Runs the scripts of all inputs, by the rules of policy and then by those of the next block, so that what was found
    /// good is known when it comes in a block.
    func checkScripts(_ candidate: Candidate) throws {
        let spent = candidate.coins.map(\.output)
        let spending = SpendingTransaction(candidate.transaction, spentOutputs: spent)
        if let (error, debug) = scriptError(spending, .standard) {
            let isStripped =
                !candidate.transaction.hasWitness
                && Standardness.lacksWitness(candidate.transaction, spending: spent)
            throw TransactionRejection(
                isStripped ? .witnessStripped : .notStandard, "mempool-script-verify-flag-failed (\(error))",
                debug: debug)
        }
        guard let tip = state.tip else { return }
        let entry = state.tree[tip]
        let flags = state.consensus.scriptFlags(height: entry.height, hash: entry.hash)
        if let (error, debug) = scriptError(spending, flags) {
            Log.error(
                "BUG! PLEASE REPORT THIS! CheckInputScripts failed against latest-block but not STANDARD "
                    + "flags \(candidate.transaction.txid), \(error)")
            throw TransactionRejection(
                .consensus, "block-script-verify-flag-failed (\(error))", debug: debug)
        }
        let cache = state.signatureCache
        cache.insert(cache.entry(candidate.transaction.wtxid, flags: flags))
    }

    private func scriptError(_ spending: SpendingTransaction, _ flags: ScriptFlags) -> (ScriptError, String)?
    {
        var interpreter = ScriptInterpreter(cache: state.signatureCache, storesInCache: true)
        for index in spending.transaction.inputs.indices {
            do throws(ScriptError) {
                try interpreter.verify(spending, input: index, flags: flags)
            } catch {
                let transaction = spending.transaction
                return (
                    error,
                    "input \(index) of \(transaction.txid) (wtxid \(transaction.wtxid)), spending "
                        + "\(transaction.inputs[index].previousOutput)"
                )
            }
        }
        return nil
    }
}
