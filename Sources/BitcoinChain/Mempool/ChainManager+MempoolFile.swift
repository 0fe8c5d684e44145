import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

/// What is taken over from a stored mempool besides the transactions.
public struct MempoolImportOptions: Sendable {
    /// Transactions count as having come now, and not when they did.
    public var usesCurrentTime = false
    /// What the user added to fees is added here, too.
    public var appliesFeeDeltas = true
    /// It is known which transactions no peer has yet.
    public var appliesUnbroadcast = true

    /// All of it, with its times.
    public init() {}
}

extension ChainManager {
    /// Tries to accept the transactions of a file. Returns false if it cannot be read. Lets other calls in between.
    public func importMempool(_ path: String, _ options: MempoolImportOptions) async throws -> Bool {
        guard let stored = await Self.readMempool(path) else { return false }
        var counts = (succeeded: 0, failed: 0, expired: 0, known: 0)
        let total = stored.items.count
        Log.info("Loading \(total) mempool transactions from file...")
        let now = NodeClock.now
        var nextTenth = 0
        for (index, item) in stored.items.enumerated() {
            let percentage = 100 * index / total
            if nextTenth < percentage / 10 {
                Log.info(
                    "Progress loading mempool transactions from file: \(percentage)% (tried \(index), "
                        + "\(total - index) remaining)")
                nextTenth = percentage / 10
            }
            let txid = item.transaction.txid
            if item.feeDelta != .zero && options.appliesFeeDeltas { prioritise(txid, by: item.feeDelta) }
            let time = options.usesCurrentTime ? now : item.time
            guard time > now - state.mempool.policy.expirySeconds else {
                counts.expired += 1
                continue
            }
            let result = try guarded { try state.admit(item.transaction, Admission.Terms(time: time)) }
            if result.isAccepted {
                counts.succeeded += 1
            } else if state.mempool.contains(txid) {
                counts.known += 1
            } else {
                counts.failed += 1
            }
            if index.isMultiple(of: 64) { await Task.yield() }
            try state.checkInterrupted()
        }
        if options.appliesFeeDeltas {
            for (txid, delta) in stored.feeDeltas.sorted(by: { $0.key < $1.key }) {
                prioritise(txid, by: delta)
            }
        }
        if options.appliesUnbroadcast {
            for txid in stored.unbroadcast { state.mempool.addUnbroadcast(txid) }
        }
        Log.info(
            "Imported mempool transactions from file: \(counts.succeeded) succeeded, \(counts.failed) failed, "
                + "\(counts.expired) expired, \(counts.known) already there, "
                + "\(options.appliesUnbroadcast ? stored.unbroadcast.count : 0) waiting for initial broadcast"
        )
        return true
    }

    private nonisolated static func readMempool(_ path: String) async -> StoredMempool? {
        MempoolFile.read(path)
    }

    /// Writes the mempool to a file. Returns whether that was possible. Nothing waits for the disk but the caller.
    public nonisolated func saveMempool(to path: String) async -> Bool {
        let mempool = await self.mempool
        return MempoolFile.write(
            StoredMempool(mempool), to: path, withoutKey: mempool.policy.writesOldFile)
    }
}
