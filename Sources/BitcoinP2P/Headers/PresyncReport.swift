import BitcoinPrimitives

/// How far the first phase of headers download has come with each peer; users are told of the best.
struct PresyncReport: Sendable {
    private struct Progress {
        let work: UInt256
        let height: Int
        let time: UInt32
        let isFirstPhase: Bool
    }

    private var peers: [PeerID: Progress] = [:]
    private var best: PeerID?

    /// Notes how far it is. Returns height and time if users are to be told.
    mutating func update(_ peer: PeerID, _ presync: HeaderPresync) -> (height: Int, time: UInt32)? {
        let progress = Progress(
            work: presync.chainWork, height: presync.height, time: presync.time,
            isFirstPhase: presync.phase == .presync)
        peers[peer] = progress
        if let best, let work = peers[best]?.work {
            guard best == peer || progress.work > work else { return nil }
            self.best = peer
        } else {
            best = peers.max { $0.value.work < $1.value.work }?.key
            guard best == peer else { return nil }
        }
        return progress.isFirstPhase ? (progress.height, progress.time) : nil
    }

    /// Forgets a peer whose download has ended.
    mutating func remove(_ peer: PeerID) {
        peers[peer] = nil
        if best == peer { best = nil }
    }
}
