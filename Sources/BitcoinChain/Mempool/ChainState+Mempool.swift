import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

extension ChainState {
    // MARK: Single transactions

    /// Takes a transaction into the mempool.
    func admit(_ transaction: Transaction, _ terms: Admission.Terms) throws -> MempoolAcceptance {
        var admission = Admission(self, terms)
        let result: MempoolAcceptance
        do {
            result = try admission.admit(transaction)
        } catch let rejection as TransactionRejection {
            result = MempoolAcceptance(.refused(rejection))
        }
        // What was read for the sake of a bad transaction must not fill the memory.
        if !result.isAccepted { forget(admission.readCoins) }
        return result
    }

    /// Judges transactions together without keeping them.
    func test(package: [Transaction]) throws -> PackageAcceptance {
        var admission = Admission(
            self,
            Admission.Terms(
                time: NodeClock.now, isTest: true, allowsReplacement: false, allowsSiblingEviction: false))
        let result = try admission.admit(together: package)
        forget(admission.readCoins)
        return result
    }

    /// Takes in a child with some of its parents.
    func admit(package: [Transaction], maximumRate: FeeRate?) throws -> PackageAcceptance {
        var admission = PackageAdmission(self, time: NodeClock.now, maximumRate: maximumRate)
        let result = try admission.admit(package)
        if result.problem != nil { forget(admission.readCoins) }
        return result
    }

    private func forget(_ outPoints: [OutPoint]) {
        for outPoint in outPoints { coins.forget(outPoint) }
    }

    // MARK: Room

    /// Removes what is too old, and what there is no room for.
    func limitMempool() {
        let expired = mempool.expire(before: NodeClock.now - mempool.policy.expirySeconds)
        if !expired.isEmpty {
            Log.debug(.mempool, "Expired \(expired.count) transactions from the memory pool")
        }
        let (removed, rate) = mempool.trim(to: mempool.policy.maximumBytes)
        if rate > .zero {
            Log.debug(.mempool, "Removed \(removed.count) txn, rolling minimum fee bumped to \(rate)")
        }
        announce(expired + removed)
        for transaction in removed.map(\.entry.transaction) {
            for input in transaction.inputs where !mempool.contains(input.previousOutput.txid) {
                coins.forget(input.previousOutput)
            }
        }
    }

    /// Tells of transactions that have left the mempool, but for those in blocks, of which the blocks tell.
    func announce(_ removed: [RemovedTransaction]) {
        for removal in removed where removal.reason != .block { events.send(.transactionRemoved(removal)) }
    }

    /// Whether the time that a transaction waits from now on says something about fees.
    var isCurrentForFeeEstimation: Bool {
        guard !isInitialDownload, let tip, let bestHeader else { return false }
        let maximumAge: Int64 = 3 * 60 * 60
        return Int64(tree[tip].header.time) >= NodeClock.now - maximumAge
            && tree[tip].height >= tree[bestHeader].height - 1
    }

    // MARK: Blocks

    /// A block became the tip: what it confirms and what it contradicts leaves the mempool.
    func removeFromMempool(_ block: Block, height: Int) {
        let removed = mempool.connected(block.transactions, now: NodeClock.now)
        announce(removed)
        let confirmed = removed.filter { $0.reason == .block }
        events.send(.transactionsConfirmed(confirmed.map(\.entry), height: height))
        resurrection.remove(block.transactions)
    }

    /// After blocks were taken back and others connected: brings their transactions back into the mempool, and removes what
    /// the new chain does not allow.
    func updateMempoolAfterReorganisation(resurrects: Bool) throws {
        let waiting = resurrection.take()
        var back: [Txid] = []
        for transaction in waiting {
            let terms = Admission.Terms(time: NodeClock.now, bypassesLimits: true)
            if resurrects, !transaction.isCoinbase, try admit(transaction, terms).isAccepted {
                back.append(transaction.txid)
            } else if mempool.contains(transaction.txid), resurrects, !transaction.isCoinbase {
                back.append(transaction.txid)
            } else {
                announce(mempool.removeRecursively(transaction, .reorganisation))
            }
        }
        announce(mempool.reconnect(back))
        try removeUnfit()
        limitMempool()
    }
}
