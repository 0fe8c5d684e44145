import BitcoinChain
import BitcoinConsensus
import BitcoinStorage

/// Which blocks to ask a peer for next.
public struct BlockDownloadPlan {
    /// How far beyond the last common block blocks are downloaded, so that the order on disk stays about right
    /// and pruning works.
    public static let window = 1024
    /// What peers without all blocks serve (BIP159), less two for races.
    static let limitedPeerDepth = 288 - 2

    /// What decides about a peer.
    public struct Peer: Sendable {
        /// Who it is.
        public let id: PeerID
        /// Whether it serves only the last blocks.
        public let isLimited: Bool
        /// Whether it serves witnesses.
        public let servesWitnesses: Bool

        /// A peer.
        public init(id: PeerID, isLimited: Bool, servesWitnesses: Bool) {
            self.id = id
            self.isLimited = isLimited
            self.servesWitnesses = servesWitnesses
        }
    }

    /// The blocks to ask for, lowest first.
    public private(set) var blocks: [BlockNode] = []
    /// The peer that keeps the window from moving, if nothing can be asked for because of it.
    public private(set) var staller: PeerID?

    /// Finds up to `count` blocks, and moves the peer's last common block forward.
    public init(
        count: Int, peer: Peer, availability: inout BlockAvailability, requests: BlockRequests,
        in view: ChainView, segwitHeight: Int
    ) {
        guard count > 0 else { return }
        availability.update(in: view)
        findTowardsTip(
            count, peer: peer, availability: &availability, requests: requests, view: view,
            segwitHeight: segwitHeight)
        // The network's tip comes first, then what is behind a snapshot.
        findHistory(
            count, peer: peer, availability: availability, requests: requests, view: view,
            segwitHeight: segwitHeight)
    }

    private mutating func findTowardsTip(
        _ count: Int, peer: Peer, availability: inout BlockAvailability, requests: BlockRequests,
        view: ChainView, segwitHeight: Int
    ) {
        guard let best = availability.best, let tip = view.tip,
            view[best].chainWork >= view.tipWork, view[best].chainWork >= view.minimumChainWork,
            let fork = view.tree.lastCommonAncestor(best, tip)
        else { return }
        let last: BlockNode
        if let common = availability.lastCommon, view[common].chainWork >= view[fork].chainWork,
            view.tree.isAncestor(common, of: best)
        {
            last = common
        } else {
            last = fork
            availability.lastCommon = fork
        }
        guard last != best else { return }
        find(
            count, after: last, upTo: best, peer: peer, availability: &availability, requests: requests,
            view: view, segwitHeight: segwitHeight)
    }

    /// Finds blocks behind a snapshot, from peers that have them all.
    private mutating func findHistory(
        _ count: Int, peer: Peer, availability: BlockAvailability, requests: BlockRequests, view: ChainView,
        segwitHeight: Int
    ) {
        guard let history = view.history, !peer.isLimited, blocks.count < count, let best = availability.best,
            view.tree.isAncestor(history.target, of: best)
        else { return }
        let last = min(view[history.start].height + Self.window, view[history.target].height)
        let heights = last - view[history.start].height
        for node in Self.path(to: history.target, height: last, count: heights, view: view) {
            let entry = view[node]
            guard entry.status.isValid(.tree) else { return }
            guard peer.servesWitnesses || entry.height < segwitHeight else { return }
            guard !entry.status.contains(.hasData), requests.peers(askedFor: entry.hash).isEmpty else {
                continue
            }
            blocks.append(node)
            if blocks.count == count { return }
        }
    }

    private mutating func find(
        _ count: Int, after last: BlockNode, upTo best: BlockNode, peer: Peer,
        availability: inout BlockAvailability, requests: BlockRequests, view: ChainView, segwitHeight: Int
    ) {
        let windowEnd = view[last].height + Self.window
        // One more, to see whether the window is what holds up the download.
        let maximumHeight = min(view[best].height, windowEnd + 1)
        var height = view[last].height
        var waitingFor: PeerID?
        while height < maximumHeight {
            // An ancestor is found in about as many steps as a hundred blocks have.
            let step = min(maximumHeight - height, max(count - blocks.count, 128))
            height += step
            for node in Self.path(to: best, height: height, count: step, view: view) {
                let entry = view[node]
                guard entry.status.isValid(.tree) else { return }
                guard peer.servesWitnesses || entry.height < segwitHeight else { return }
                if entry.status.contains(.hasData) || view.isActive(node) {
                    if entry.hasAllTransactions { availability.lastCommon = node }
                    continue
                }
                if let asked = requests.peers(askedFor: entry.hash).first {
                    if waitingFor == nil { waitingFor = asked }
                    continue
                }
                if entry.height > windowEnd {
                    if blocks.isEmpty, waitingFor != peer.id { staller = waitingFor }
                    return
                }
                if peer.isLimited, view[best].height - entry.height >= Self.limitedPeerDepth { continue }
                blocks.append(node)
                if blocks.count == count { return }
            }
        }
    }

    /// The last `count` blocks up to a height on the way to a block, lowest first.
    private static func path(
        to best: BlockNode, height: Int, count: Int, view: ChainView
    ) -> ReversedCollection<[BlockNode]> {
        var nodes: [BlockNode] = []
        nodes.reserveCapacity(count)
        var walk = view.tree.ancestor(of: best, atHeight: height)
        while let node = walk, nodes.count < count {
            nodes.append(node)
            walk = view[node].parent
        }
        return nodes.reversed()
    }
}
