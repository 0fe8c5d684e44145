/// From whom blocks are rather downloaded, and who was asked for headers from the beginning. A pure value; each answer takes
/// the same time however many peers there are.
struct DownloadSources: Sendable {
    /// Peers that this node has chosen, or that the user trusts.
    private var preferred: Set<PeerID> = []
    private var askedPreferred: Set<PeerID> = []
    private var askedOthers: Set<PeerID> = []
    /// When one of the others was asked last, in microseconds.
    private var lastAsking: Int64 = 0

    /// How long one who connected to this node may think before a chosen peer is asked, too: half a minute.
    static let patience: Int64 = 30_000_000

    /// Nobody yet.
    init() {}

    /// Whether there is a preferred peer.
    var hasPreferred: Bool { !preferred.isEmpty }

    /// Whether a peer is preferred.
    func isPreferred(_ peer: PeerID) -> Bool { preferred.contains(peer) }

    /// Whether there is a preferred peer besides one.
    func hasPreferred(besides peer: PeerID) -> Bool { preferred.contains { $0 != peer } }

    /// Whether another peer was asked for headers that may still bring them. Who connects to this node first and says nothing
    /// must not keep it for long from asking those whom it has chosen itself.
    func isWaiting(besides peer: PeerID, now: Int64) -> Bool {
        if askedPreferred.contains(where: { $0 != peer }) { return true }
        let isPatient = !isPreferred(peer) || now - lastAsking < Self.patience
        return isPatient && askedOthers.contains { $0 != peer }
    }

    /// Whether a peer is the only one of its kind, preferred or not, that was asked for headers.
    func isOnlySource(_ peer: PeerID) -> Bool {
        !(isPreferred(peer) ? askedPreferred : askedOthers).contains { $0 != peer }
    }

    /// Prefers a peer.
    mutating func prefer(_ peer: PeerID) { preferred.insert(peer) }

    /// A peer was asked for headers.
    mutating func asked(_ peer: PeerID, now: Int64) {
        if isPreferred(peer) {
            askedPreferred.insert(peer)
        } else {
            askedOthers.insert(peer)
            lastAsking = now
        }
    }

    /// What a peer was asked for does not count any more.
    mutating func forgetAsking(_ peer: PeerID) {
        askedPreferred.remove(peer)
        askedOthers.remove(peer)
    }

    /// A peer is gone.
    mutating func remove(_ peer: PeerID) {
        preferred.remove(peer)
        forgetAsking(peer)
    }
}
