import BitcoinCrypto
import BitcoinPrimitives
import HeapModule

/// Who has announced which transactions, and of whom which was asked for.
///
/// A transaction is asked of one peer at a time. Of those whose waiting time is over a preferred one is asked first,
/// among equals one that nobody can foresee. If no answer comes in time, the next one is asked. Each peer's
/// announcements are its own: no peer can keep another one from being asked.
///
/// Times are in microseconds. All steps take logarithmic time, but for those with the few peers that have announced
/// the same transaction. The memory is bounded by the announcements, which the caller limits for each peer.
public struct TransactionRequestTracker: Sendable {
    private enum State: Sendable {
        /// Its waiting time is not over.
        case delayed(until: Int64)
        /// It could be asked, but another one is.
        case ready
        /// It is the one to be asked.
        case best
        /// It was asked.
        case requested(until: Int64)
        /// It has answered, or has not in time.
        case completed
    }

    private struct Announcement: Sendable {
        let peer: PeerID
        let id: TransactionID
        let isPreferred: Bool
        /// When the waiting time is over.
        let time: Int64
        let sequence: UInt64
        var state: State

        var isCompleted: Bool { if case .completed = state { true } else { false } }
        var isRequested: Bool { if case .requested = state { true } else { false } }
        var isWaiting: Bool {
            switch state {
            case .ready, .best: true
            case .delayed, .requested, .completed: false
            }
        }
    }

    /// When something happens to an announcement by itself. Outdated ones are skipped.
    private struct Alarm: Comparable, Sendable {
        let time: Int64
        let hash: Hash256
        let peer: PeerID

        static func < (a: Self, b: Self) -> Bool { a.time < b.time }
    }

    private struct PeerState: Sendable {
        var count = 0
        var inFlight = 0
        /// The transactions that it is to be asked for.
        var best: Set<Hash256> = []
        /// All that it has announced.
        var hashes: Set<Hash256> = []
    }

    private var announcements: [Hash256: [Announcement]] = [:]
    private var peers: [PeerID: PeerState] = [:]
    private var alarms = Heap<Alarm>()
    private var nextSequence: UInt64 = 0
    private var lastTime = Int64.min
    private let key0: UInt64
    private let key1: UInt64

    /// Nothing announced. The key decides which of equal peers is asked first.
    public init(key: (UInt64, UInt64) = (.random(in: 0...(.max)), .random(in: 0...(.max)))) {
        (key0, key1) = key
    }

    /// The announcements of all peers.
    public var count: Int { peers.values.reduce(0) { $0 + $1.count } }

    /// The announcements of a peer.
    public func count(of peer: PeerID) -> Int { peers[peer]?.count ?? 0 }

    /// How many transactions a peer was asked for and has not sent yet.
    public func inFlightCount(of peer: PeerID) -> Int { peers[peer]?.inFlight ?? 0 }

    /// The peers that have announced a transaction and may still send it.
    public func candidates(for hash: Hash256) -> [PeerID] {
        (announcements[hash] ?? []).filter { !$0.isCompleted }.map(\.peer)
    }

    // MARK: What happens

    /// Notes that a peer has announced a transaction. It is asked for it from `time` on at the earliest.
    public mutating func announced(
        _ id: TransactionID, by peer: PeerID, isPreferred: Bool, at time: Int64
    ) {
        let hash = id.hash
        guard !(announcements[hash] ?? []).contains(where: { $0.peer == peer }) else { return }
        announcements[hash, default: []].append(
            Announcement(
                peer: peer, id: id, isPreferred: isPreferred, time: time, sequence: nextSequence,
                state: .delayed(until: time)))
        nextSequence += 1
        peers[peer, default: PeerState()].count += 1
        peers[peer]?.hashes.insert(hash)
        alarms.insert(Alarm(time: time, hash: hash, peer: peer))
    }

    /// What a peer is to be asked for now, in the order of its announcements, and the requests whose time is over.
    public mutating func requestable(
        from peer: PeerID, now: Int64
    ) -> (ids: [TransactionID], expired: [(peer: PeerID, id: TransactionID)]) {
        let expired = advance(to: now)
        let found = (peers[peer]?.best ?? []).compactMap { hash in
            announcements[hash]?.first { $0.peer == peer }
        }
        return (found.sorted { $0.sequence < $1.sequence }.map(\.id), expired)
    }

    /// Notes that a peer was asked for a transaction, and how long it has for the answer.
    public mutating func requested(_ hash: Hash256, from peer: PeerID, until expiry: Int64) {
        guard let index = announcements[hash]?.firstIndex(where: { $0.peer == peer }) else { return }
        // Whoever was asked before has had its chance.
        for other in announcements[hash, default: []].indices where other != index {
            if announcements[hash]?[other].isRequested == true { set(.completed, hash, other) }
        }
        set(.requested(until: expiry), hash, index)
        alarms.insert(Alarm(time: expiry, hash: hash, peer: peer))
        choose(hash)
    }

    /// Notes that a peer has sent a transaction, or said that it has it not.
    public mutating func responded(_ hash: Hash256, from peer: PeerID) {
        guard let index = announcements[hash]?.firstIndex(where: { $0.peer == peer }) else { return }
        set(.completed, hash, index)
        choose(hash)
    }

    /// Forgets a transaction: it is here, or not wanted.
    public mutating func forget(_ hash: Hash256) {
        guard let list = announcements.removeValue(forKey: hash) else { return }
        for announcement in list { release(announcement, hash) }
    }

    /// Forgets a peer.
    public mutating func disconnected(_ peer: PeerID) {
        for hash in peers[peer]?.hashes ?? [] {
            guard let index = announcements[hash]?.firstIndex(where: { $0.peer == peer }),
                let removed = announcements[hash]?.remove(at: index)
            else { continue }
            release(removed, hash)
            choose(hash)
        }
        peers[peer] = nil
    }

    // MARK: Inside

    private mutating func advance(to now: Int64) -> [(peer: PeerID, id: TransactionID)] {
        if now < lastTime { goBack(to: now) }
        lastTime = now
        var expired: [(peer: PeerID, id: TransactionID)] = []
        while let alarm = alarms.min, alarm.time <= now {
            alarms.removeMin()
            guard let index = announcements[alarm.hash]?.firstIndex(where: { $0.peer == alarm.peer }),
                let announcement = announcements[alarm.hash]?[index]
            else { continue }
            switch announcement.state {
            case .delayed(let time) where time <= now:
                set(.ready, alarm.hash, index)
            case .requested(let expiry) where expiry <= now:
                expired.append((alarm.peer, announcement.id))
                set(.completed, alarm.hash, index)
            default:
                continue
            }
            choose(alarm.hash)
        }
        return expired
    }

    /// The clock was set back: who would not have been ready yet waits again.
    private mutating func goBack(to now: Int64) {
        for hash in Array(announcements.keys) {
            for index in (announcements[hash] ?? []).indices {
                guard let announcement = announcements[hash]?[index], announcement.isWaiting,
                    announcement.time > now
                else { continue }
                set(.delayed(until: announcement.time), hash, index)
                alarms.insert(Alarm(time: announcement.time, hash: hash, peer: announcement.peer))
            }
            choose(hash)
        }
    }

    /// Chooses whom to ask for a transaction, unless someone was asked. Forgets one that nobody is left for.
    private mutating func choose(_ hash: Hash256) {
        guard let list = announcements[hash] else { return }
        guard list.contains(where: { !$0.isCompleted }) else { return forget(hash) }
        let isRequested = list.contains(where: \.isRequested)
        let best =
            isRequested
            ? nil
            : list.indices.filter { list[$0].isWaiting }.max {
                priority(list[$0], hash) < priority(list[$1], hash)
            }
        for index in list.indices where list[index].isWaiting {
            set(index == best ? .best : .ready, hash, index)
        }
    }

    private func priority(_ announcement: Announcement, _ hash: Hash256) -> UInt64 {
        let peer = UInt32(truncatingIfNeeded: announcement.peer.rawValue)
        let chance = SipHash.hash(hash.value, peer, key0: key0, key1: key1) >> 1
        return announcement.isPreferred ? chance | 1 << 63 : chance
    }

    private mutating func set(_ state: State, _ hash: Hash256, _ index: Int) {
        guard let old = announcements[hash]?[index] else { return }
        announcements[hash]?[index].state = state
        switch state {
        case .best: peers[old.peer]?.best.insert(hash)
        default: peers[old.peer]?.best.remove(hash)
        }
        let isRequested = announcements[hash]?[index].isRequested ?? false
        if isRequested != old.isRequested { peers[old.peer]?.inFlight += isRequested ? 1 : -1 }
    }

    private mutating func release(_ announcement: Announcement, _ hash: Hash256) {
        peers[announcement.peer]?.count -= 1
        peers[announcement.peer]?.hashes.remove(hash)
        peers[announcement.peer]?.best.remove(hash)
        if announcement.isRequested { peers[announcement.peer]?.inFlight -= 1 }
        if peers[announcement.peer]?.count == 0 { peers[announcement.peer] = nil }
    }
}
