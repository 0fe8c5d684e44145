/// Chooses which of more outbound peers than usual to part with. A pure value.
enum ExtraPeerChoice {
    /// What the choice depends on.
    struct Candidate: Sendable, Hashable {
        var id: PeerID
        /// When the peer last sent a new block, in seconds since 1970.
        var lastBlockTime: Int64 = 0
        /// When the peer last announced a block better than the tip, in seconds since 1970.
        var lastAnnouncement: Int64 = 0
        /// Whether the peer has shown a good chain, or is the only one in its network.
        var isProtected = false
    }

    /// Of those that relay blocks only: the youngest, which was connected to for its headers, unless it has sent a
    /// block later than the one before it.
    static func blockRelay(_ candidates: [Candidate]) -> PeerID? {
        let byAge = candidates.sorted { $0.id > $1.id }
        guard let youngest = byAge.first else { return nil }
        guard let next = byAge.dropFirst().first, youngest.lastBlockTime > next.lastBlockTime else {
            return youngest.id
        }
        return next.id
    }

    /// Of those that relay everything: the one that announced a block longest ago, of equal ones the youngest.
    static func fullRelay(_ candidates: [Candidate]) -> PeerID? {
        candidates.filter { !$0.isProtected }.min { a, b in
            a.lastAnnouncement != b.lastAnnouncement
                ? a.lastAnnouncement < b.lastAnnouncement : a.id > b.id
        }?.id
    }
}
