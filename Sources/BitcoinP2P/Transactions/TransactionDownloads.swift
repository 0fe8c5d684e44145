import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

/// Which transactions to ask peers for, and what to do with those that the mempool refused: keep it until its parents
/// come, try it with a child that pays for it, or remember not to ask for it again.
public struct TransactionDownloads: Sendable {
    /// A peer may have announced so many transactions that were not received.
    static let maximumAnnouncements = 5000
    /// A peer that was asked for as many waits before it is asked for more.
    static let maximumInFlight = 100
    /// How long to wait before asking: a peer that connected to this node, one that announces by txid, one that was asked
    /// for much already. In microseconds; they add up.
    static let delay: Int64 = 2_000_000
    /// How long a peer has for the answer, in microseconds.
    static let answerTime: Int64 = 60_000_000

    private var peers: [PeerID: PeerTraits] = [:]
    private var tracker = TransactionRequestTracker()
    /// Transactions whose parents are missing.
    public private(set) var orphanage = Orphanage()
    /// Refused, whatever comes with them.
    private var rejects = RollingBloomFilter(capacity: 120_000, falsePositiveBits: 20)
    /// Refused, but may be accepted with a child; also pairs that were refused.
    private var reconsiderableRejects = RollingBloomFilter(capacity: 120_000, falsePositiveBits: 20)
    /// In a block not long ago.
    private var confirmed = RollingBloomFilter(capacity: 48_000, falsePositiveBits: 20)

    /// Nothing known.
    public init() {}

    private var hasWtxidPeers: Bool { peers.values.contains(where: \.relaysByWtxid) }

    /// Whether a transaction needs not be asked for.
    private func isKnown(
        _ id: TransactionID, in pool: some TransactionLookup, alsoReconsiderable: Bool
    ) -> Bool {
        let hash = id.hash
        // A txid is looked up as if it were a wtxid: without witnesses they are the same.
        if orphanage.contains(Wtxid(hash)) || confirmed.contains(hash) || rejects.contains(hash) {
            return true
        }
        if alsoReconsiderable, reconsiderableRejects.contains(hash) { return true }
        switch id {
        case .txid(let txid): return pool.contains(txid)
        case .wtxid(let wtxid): return pool.contains(wtxid)
        }
    }

    // MARK: Peers

    /// A peer's handshake is complete.
    public mutating func connected(_ peer: PeerID, _ traits: PeerTraits) { peers[peer] = traits }

    /// A peer is gone.
    public mutating func disconnected(_ peer: PeerID) {
        orphanage.remove(peer)
        tracker.disconnected(peer)
        peers[peer] = nil
    }

    /// How many transactions a peer has announced that were not received.
    public func announcementCount(of peer: PeerID) -> Int { tracker.count(of: peer) }

    /// Takes an announcement. Returns whether the transaction is here already.
    public mutating func announced(
        _ id: TransactionID, by peer: PeerID, in pool: some TransactionLookup, now: Int64
    ) -> Bool {
        if case .wtxid(let wtxid) = id, let orphan = orphanage[wtxid] {
            // Its parents are missing: the peer may have them, too.
            let parents = missingParents(of: orphan, in: pool)
            if !parents.isEmpty, ask(for: parents, of: wtxid, peer, now: now) {
                orphanage.addAnnouncer(peer, of: wtxid)
            }
            return true
        }
        if isKnown(id, in: pool, alsoReconsiderable: true) { return true }
        guard let traits = peers[peer] else { return false }
        guard traits.hasRelayPermission || tracker.count(of: peer) < Self.maximumAnnouncements else {
            return false
        }
        let time = now + delay(peer, traits, isTxid: !id.isWtxid)
        tracker.announced(id, by: peer, isPreferred: traits.isPreferred, at: time)
        return false
    }

    private func delay(_ peer: PeerID, _ traits: PeerTraits, isTxid: Bool) -> Int64 {
        var delay: Int64 = 0
        if !traits.isPreferred { delay += Self.delay }
        if isTxid, hasWtxidPeers { delay += Self.delay }
        if !traits.hasRelayPermission, tracker.inFlightCount(of: peer) >= Self.maximumInFlight {
            delay += Self.delay
        }
        return delay
    }

    /// What a peer is to be asked for now.
    public mutating func requests(
        to peer: PeerID, in pool: some TransactionLookup, now: Int64
    ) -> [TransactionID] {
        let (ids, expired) = tracker.requestable(from: peer, now: now)
        for (peer, id) in expired {
            Log.debug(.net, "timeout of inflight \(id.description) from peer=\(peer)")
        }
        return ids.filter { id in
            guard !isKnown(id, in: pool, alsoReconsiderable: false) else {
                tracker.forget(id.hash)
                return false
            }
            Log.debug(.net, "Requesting \(id.description) peer=\(peer)")
            tracker.requested(id.hash, from: peer, until: now + Self.answerTime)
            return true
        }
    }

    /// A peer does not have what it was asked for.
    public mutating func notFound(_ ids: [TransactionID], at peer: PeerID) {
        for id in ids { tracker.responded(id.hash, from: peer) }
    }

    // MARK: Transactions that came

    /// Takes note of a transaction. Returns whether it is to be tried alone, or else a package to be tried.
    public mutating func received(
        _ transaction: Transaction, from peer: PeerID, in pool: some TransactionLookup
    ) -> (isTried: Bool, package: Package?) {
        tracker.responded(transaction.txid.hash, from: peer)
        if transaction.hasWitness { tracker.responded(transaction.wtxid.hash, from: peer) }
        if isKnown(.wtxid(transaction.wtxid), in: pool, alsoReconsiderable: false) { return (false, nil) }
        guard reconsiderableRejects.contains(transaction.wtxid.hash) else { return (true, nil) }
        Log.debug(
            .txpackages,
            "found tx \(transaction.txid) (wtxid=\(transaction.wtxid)) in reconsiderable rejects, looking for "
                + "child in orphanage")
        return (false, package(with: transaction, from: peer))
    }

    /// The mempool has taken a transaction.
    public mutating func accepted(_ transaction: Transaction) {
        forgetRequests(transaction)
        orphanage.parentArrived(transaction)
        orphanage.remove(transaction.wtxid)
    }

    /// The mempool has refused a transaction.
    ///
    /// - Parameter isFirst: false if it was waiting here, or was tried with another one.
    public mutating func refused(
        _ transaction: Transaction, _ rejection: TransactionRejection, from peer: PeerID, isFirst: Bool,
        in pool: some TransactionLookup, now: Int64
    ) -> Refusal {
        var refusal = Refusal()
        refusal.isExtra = isFirst
        switch rejection.kind {
        case .missingInputs:
            if isFirst, !rejects.contains(transaction.wtxid.hash) {
                keepOrphan(transaction, from: peer, in: pool, now: now, &refusal)
            }
            return refusal
        case .witnessStripped:
            // Anybody can take witnesses away; the txid says nothing against the transaction.
            refusal.isExtra = false
        case .reconsiderable:
            reconsiderableRejects.insert(transaction.wtxid.hash)
            if isFirst {
                Log.debug(
                    .txpackages,
                    "tx \(transaction.txid) (wtxid=\(transaction.wtxid)) failed but reconsiderable, looking "
                        + "for child in orphanage")
                refusal.package = package(with: transaction, from: peer)
            }
            tracker.forget(transaction.wtxid.hash)
        default:
            rejects.insert(transaction.wtxid.hash)
            tracker.forget(transaction.wtxid.hash)
            if rejection.kind == .inputsNotStandard, transaction.hasWitness {
                // The fault is in what it spends, so other witnesses do not help.
                rejects.insert(transaction.txid.hash)
                tracker.forget(transaction.txid.hash)
            }
        }
        if orphanage.remove(transaction.wtxid) {
            Log.debug(
                .txpackages, "   removed orphan tx \(transaction.txid) (wtxid=\(transaction.wtxid))")
        }
        return refusal
    }

    /// A package was refused: it needs not be tried again.
    public mutating func refused(_ package: Package) { reconsiderableRejects.insert(package.hash) }

    private mutating func keepOrphan(
        _ transaction: Transaction, from peer: PeerID, in pool: some TransactionLookup, now: Int64,
        _ refusal: inout Refusal
    ) {
        let parents = Set(transaction.inputs.map(\.previousOutput.txid)).sorted()
        // With one parent that pays too little it may make a package; more of them are hopeless.
        let reconsiderable = parents.count {
            reconsiderableRejects.contains($0.hash) && !pool.contains($0)
        }
        guard reconsiderable <= 1, !parents.contains(where: { rejects.contains($0.hash) }) else {
            Log.debug(
                .mempool,
                "not keeping orphan with rejected parents \(transaction.txid) (wtxid=\(transaction.wtxid))")
            rejects.insert(transaction.txid.hash)
            rejects.insert(transaction.wtxid.hash)
            return forgetRequests(transaction)
        }
        refusal.parents = missingParents(of: transaction, in: pool)
        refusal.isExtra = refusal.isExtra && !orphanage.contains(transaction.wtxid)
        var candidates = [peer] + tracker.candidates(for: transaction.txid.hash)
        if transaction.hasWitness { candidates += tracker.candidates(for: transaction.wtxid.hash) }
        for candidate in candidates
        where ask(for: refusal.parents, of: transaction.wtxid, candidate, now: now) {
            orphanage.add(transaction, from: candidate)
        }
        forgetRequests(transaction)
    }

    private func missingParents(of transaction: Transaction, in pool: some TransactionLookup) -> [Txid] {
        Set(transaction.inputs.map(\.previousOutput.txid)).sorted()
            .filter { !isKnown(.txid($0), in: pool, alsoReconsiderable: false) }
    }

    /// Has a peer asked for the parents of a transaction that it knows. False if it has announced too much, or was asked.
    private mutating func ask(for parents: [Txid], of wtxid: Wtxid, _ peer: PeerID, now: Int64) -> Bool {
        guard let traits = peers[peer], !orphanage.contains(wtxid, from: peer) else { return false }
        guard
            traits.hasRelayPermission || tracker.count(of: peer) + parents.count <= Self.maximumAnnouncements
        else { return false }
        let time = now + delay(peer, traits, isTxid: true)
        for parent in parents {
            tracker.announced(.txid(parent), by: peer, isPreferred: traits.isPreferred, at: time)
        }
        Log.debug(.txpackages, "added peer=\(peer) as a candidate for resolving orphan \(wtxid)")
        return true
    }

    private func package(with parent: Transaction, from peer: PeerID) -> Package? {
        orphanage.children(of: parent, from: peer).lazy
            .map { Package(parent: parent, child: $0, sender: peer) }
            .first { !reconsiderableRejects.contains($0.hash) && !rejects.contains($0.child.txid.hash) }
    }

    private mutating func forgetRequests(_ transaction: Transaction) {
        tracker.forget(transaction.txid.hash)
        tracker.forget(transaction.wtxid.hash)
    }

    // MARK: Orphans

    /// Whether a peer has a transaction to be tried again.
    public func hasWork(for peer: PeerID) -> Bool { orphanage.hasWork(for: peer) }

    /// Takes a peer's transaction to be tried again, since a parent has come.
    public mutating func takeWork(for peer: PeerID) -> Transaction? { orphanage.takeWork(for: peer) }

    // MARK: Blocks

    /// The tip has changed: what was refused may be accepted now.
    public mutating func tipChanged() {
        rejects.removeAll()
        reconsiderableRejects.removeAll()
    }

    /// A block was connected.
    public mutating func connected(_ block: Block) {
        orphanage.remove(block)
        for transaction in block.transactions {
            orphanage.parentArrived(transaction)
            confirmed.insert(transaction.txid.hash)
            if transaction.hasWitness { confirmed.insert(transaction.wtxid.hash) }
            forgetRequests(transaction)
        }
    }

    /// A block was taken back: what it confirmed may be wanted again.
    public mutating func disconnectedBlock() { confirmed.removeAll() }
}
