import BitcoinPrimitives
import BitcoinSupport
import DequeModule

/// Transactions whose parents are missing, and who has announced them.
///
/// Each peer has a share of the room that no other can take from it: if the whole is more than there is room for, the
/// oldest announcements of the peer go that uses the most of its share.
public struct Orphanage: Sendable {
    /// What there is room for.
    public struct Limits: Sendable {
        /// Announcements of all peers, those with many inputs counted more than once.
        public var announcements = 3000
        /// Weight units for each peer.
        public var weightPerPeer = 404_000

        /// The usual limits.
        public init() {}
    }

    /// A transaction that waits.
    public struct Orphan: Sendable {
        /// The transaction.
        public let transaction: Transaction
        /// Who has announced it, with the order in which they did.
        fileprivate(set) var announcers: [PeerID: UInt64]
        /// Whose turn it is to have it looked at again, as a parent has come.
        fileprivate(set) var reconsiderer: PeerID?

        /// Who has announced it.
        public var peers: [PeerID] { announcers.keys.sorted() }
        /// BIP141: what it takes of the weight.
        var weight: Int { transaction.weight }
        /// How long it takes to be removed: inputs have to be looked up.
        var inputScore: Int { transaction.inputs.count / 10 }
    }

    private struct Share: Sendable {
        /// In the order of the announcements, of which the oldest go first.
        var entries: Deque<(sequence: UInt64, wtxid: Wtxid)> = []
        var weight = 0
        var score = 0
        /// How many of them are to be looked at again.
        var workCount = 0
    }

    /// Larger transactions are not kept.
    static let maximumWeight = 400_000

    private let limits: Limits
    private var orphans: [Wtxid: Orphan] = [:]
    private var spenders: [OutPoint: Set<Wtxid>] = [:]
    private var shares: [PeerID: Share] = [:]
    private var nextSequence: UInt64 = 0
    private var announcementCount = 0
    private var totalInputScore = 0
    /// The weight of all transactions.
    public private(set) var weight = 0

    /// Nothing waits.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// How many transactions wait.
    public var count: Int { orphans.count }

    /// All that wait.
    public var all: [Orphan] { orphans.sorted { $0.key < $1.key }.map(\.value) }

    /// A transaction that waits.
    public subscript(wtxid: Wtxid) -> Transaction? { orphans[wtxid]?.transaction }

    /// Whether a transaction waits.
    public func contains(_ wtxid: Wtxid) -> Bool { orphans[wtxid] != nil }

    /// Whether a peer has announced a transaction that waits.
    public func contains(_ wtxid: Wtxid, from peer: PeerID) -> Bool {
        orphans[wtxid]?.announcers[peer] != nil
    }

    /// The weight of what a peer has announced.
    public func weight(of peer: PeerID) -> Int { shares[peer]?.weight ?? 0 }

    // MARK: Adding

    /// Keeps a transaction that a peer has sent. Returns whether it is new.
    @discardableResult
    public mutating func add(_ transaction: Transaction, from peer: PeerID) -> Bool {
        let wtxid = transaction.wtxid
        guard transaction.weight <= Self.maximumWeight else {
            Log.debug(
                .txpackages,
                "ignoring large orphan tx (size: \(transaction.weight), txid: \(transaction.txid), wtxid: \(wtxid))"
            )
            return false
        }
        guard !contains(wtxid) else {
            addAnnouncer(peer, of: wtxid)
            return false
        }
        let orphan = Orphan(transaction: transaction.compacted(), announcers: [:])
        orphans[wtxid] = orphan
        for input in transaction.inputs { spenders[input.previousOutput, default: []].insert(wtxid) }
        weight += orphan.weight
        totalInputScore += orphan.inputScore
        attach(peer, to: wtxid)
        Log.debug(
            .txpackages,
            "stored orphan tx \(transaction.txid) (wtxid=\(wtxid)), weight: \(orphan.weight) "
                + "(mapsz \(announcementCount) outsz \(spenders.count))")
        limit()
        return true
    }

    /// Notes that another peer has a transaction that waits. Returns whether that is news.
    @discardableResult
    public mutating func addAnnouncer(_ peer: PeerID, of wtxid: Wtxid) -> Bool {
        guard let orphan = orphans[wtxid], orphan.announcers[peer] == nil else { return false }
        attach(peer, to: wtxid)
        Log.debug(
            .txpackages,
            "added peer=\(peer) as announcer of orphan tx \(orphan.transaction.txid) (wtxid=\(wtxid))")
        limit()
        return true
    }

    private mutating func attach(_ peer: PeerID, to wtxid: Wtxid) {
        guard let orphan = orphans[wtxid] else { return }
        orphans[wtxid]?.announcers[peer] = nextSequence
        shares[peer, default: Share()].entries.append((nextSequence, wtxid))
        shares[peer]?.weight += orphan.weight
        shares[peer]?.score += 1 + orphan.inputScore
        announcementCount += 1
        nextSequence += 1
    }

    // MARK: Removing

    /// Lets a transaction go. Returns whether it was there.
    @discardableResult
    public mutating func remove(_ wtxid: Wtxid) -> Bool {
        guard let orphan = orphans[wtxid] else { return false }
        for peer in orphan.announcers.keys { detach(peer, from: wtxid) }
        Log.debug(
            .txpackages,
            "removed orphan tx \(orphan.transaction.txid) (wtxid=\(wtxid)) "
                + "(\(orphan.announcers.count) announcements)")
        return true
    }

    /// Forgets a peer, and what only it has announced.
    public mutating func remove(_ peer: PeerID) {
        let entries = shares[peer]?.entries ?? []
        guard !entries.isEmpty else { return }
        for entry in entries { detach(peer, from: entry.wtxid) }
        Log.debug(.txpackages, "Erased \(entries.count) orphan transaction(s) from peer=\(peer)")
        limit()
    }

    /// Lets go what a block contains or contradicts.
    public mutating func remove(_ block: Block) {
        guard !orphans.isEmpty else { return }
        var gone: Set<Wtxid> = []
        for transaction in block.transactions {
            for input in transaction.inputs { gone.formUnion(spenders[input.previousOutput] ?? []) }
        }
        for wtxid in gone { remove(wtxid) }
        guard !gone.isEmpty else { return }
        Log.debug(
            .txpackages, "Erased \(gone.count) orphan transaction(s) included or conflicted by block")
        limit()
    }

    private mutating func detach(_ peer: PeerID, from wtxid: Wtxid) {
        guard let orphan = orphans[wtxid], let sequence = orphans[wtxid]?.announcers.removeValue(forKey: peer)
        else { return }
        if orphan.reconsiderer == peer {
            orphans[wtxid]?.reconsiderer = nil
            shares[peer]?.workCount -= 1
        }
        if let index = shares[peer].flatMap({ Self.position(of: sequence, in: $0) }) {
            shares[peer]?.entries.remove(at: index)
        }
        shares[peer]?.weight -= orphan.weight
        shares[peer]?.score -= 1 + orphan.inputScore
        if shares[peer]?.entries.isEmpty ?? false { shares[peer] = nil }
        announcementCount -= 1
        guard orphans[wtxid]?.announcers.isEmpty ?? false else { return }
        orphans[wtxid] = nil
        weight -= orphan.weight
        totalInputScore -= orphan.inputScore
        for input in orphan.transaction.inputs {
            spenders[input.previousOutput]?.remove(wtxid)
            if spenders[input.previousOutput]?.isEmpty ?? false { spenders[input.previousOutput] = nil }
        }
    }

    private static func position(of sequence: UInt64, in share: Share) -> Int? {
        var (low, high) = (0, share.entries.count)
        while low < high {
            let middle = (low + high) / 2
            if share.entries[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low < share.entries.count && share.entries[low].sequence == sequence ? low : nil
    }

    // MARK: Room

    private var isOverfull: Bool {
        totalInputScore + announcementCount > limits.announcements
            || weight > limits.weightPerPeer * max(shares.count, 1)
    }

    private mutating func limit() {
        guard isOverfull else { return }
        let before = (count: count, announcements: announcementCount)
        let scoreLimit = max(1, limits.announcements / max(shares.count, 1))
        while isOverfull {
            let worst = shares.max { a, b in
                let (left, right) = (excess(a.value, scoreLimit), excess(b.value, scoreLimit))
                return left != right ? left < right : a.key < b.key
            }
            guard let (peer, share) = worst else { break }
            // What is about to be looked at again goes last.
            let victim =
                share.entries.first { orphans[$0.wtxid]?.reconsiderer != peer } ?? share.entries.first
            guard let victim else { break }
            detach(peer, from: victim.wtxid)
            Log.debug(
                .txpackages,
                "peer=\(peer) orphanage overflow, removed 1 of \(share.entries.count) announcements")
        }
        Log.debug(
            .txpackages,
            "orphanage overflow, removed \(before.count - count) tx "
                + "(\(before.announcements - announcementCount) announcements)")
    }

    /// How much of its share a peer uses: above one it is too much.
    private func excess(_ share: Share, _ scoreLimit: Int) -> Double {
        max(
            Double(share.score) / Double(scoreLimit),
            Double(share.weight) / Double(max(1, limits.weightPerPeer)))
    }

    // MARK: Parents

    /// A transaction has come: those that spend it are to be looked at again, each at the expense of one of its peers.
    public mutating func parentArrived(_ transaction: Transaction) {
        guard !orphans.isEmpty else { return }
        for index in transaction.outputs.indices {
            let outPoint = OutPoint(txid: transaction.txid, index: UInt32(index))
            for wtxid in (spenders[outPoint] ?? []).sorted() {
                guard let orphan = orphans[wtxid], orphan.reconsiderer == nil,
                    let peer = orphan.announcers.keys.randomElement()
                else { continue }
                orphans[wtxid]?.reconsiderer = peer
                shares[peer]?.workCount += 1
                Log.debug(
                    .txpackages,
                    "added \(orphan.transaction.txid) (wtxid=\(wtxid)) to peer \(peer) workset")
            }
        }
    }

    /// Whether a peer has a transaction to be looked at again.
    public func hasWork(for peer: PeerID) -> Bool {
        (shares[peer]?.workCount ?? 0) > 0
    }

    /// Takes a peer's oldest transaction to be looked at again. It stays here until it is removed.
    public mutating func takeWork(for peer: PeerID) -> Transaction? {
        guard hasWork(for: peer),
            let entry = shares[peer]?.entries.first(where: { orphans[$0.wtxid]?.reconsiderer == peer })
        else { return nil }
        orphans[entry.wtxid]?.reconsiderer = nil
        shares[peer]?.workCount -= 1
        return orphans[entry.wtxid]?.transaction
    }

    /// What spends a transaction and comes from the same peer, the latest first.
    public func children(of parent: Transaction, from peer: PeerID) -> [Transaction] {
        var children: Set<Wtxid> = []
        for index in parent.outputs.indices {
            children.formUnion(spenders[OutPoint(txid: parent.txid, index: UInt32(index))] ?? [])
        }
        return children.compactMap { orphans[$0] }
            .filter { $0.announcers[peer] != nil }
            .sorted {
                let isWaiting = ($0.reconsiderer == peer, $1.reconsiderer == peer)
                if isWaiting.0 != isWaiting.1 { return isWaiting.0 }
                return ($0.announcers[peer] ?? 0) > ($1.announcers[peer] ?? 0)
            }
            .map(\.transaction)
    }
}
