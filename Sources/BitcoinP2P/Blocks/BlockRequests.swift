import BitcoinChain
import BitcoinPrimitives

/// Which blocks were asked of whom and have not come yet.
///
/// Times are in microseconds of the node's clock.
public struct BlockRequests: Sendable {
    /// A peer is asked for so many blocks at a time at most.
    public static let maximumPerPeer = 16
    /// A block is asked of so many peers at a time at most, by way of compact blocks.
    public static let maximumPeersPerBlock = 3

    /// A block that was asked for.
    public struct Request: Sendable {
        /// The block's place in the tree.
        public let node: BlockNode
        /// Its hash.
        public let hash: BlockHash
        /// Its height.
        public let height: Int
        /// What is there of it, if it comes as a compact block.
        public var reconstruction: BlockReconstruction?
    }

    private struct Queue {
        var requests: [Request] = []
        /// Since when the first of them is waited for.
        var since: Int64 = 0
        /// Since when this peer alone holds up the download, or zero.
        var stallingSince: Int64 = 0
    }

    private var queues: [PeerID: Queue] = [:]
    /// The peers that were asked for a block, in the order of asking.
    private var askedPeers: [BlockHash: [PeerID]] = [:]

    /// Nothing was asked for.
    public init() {}

    /// The number of requests to all peers.
    public private(set) var count = 0

    /// Whether nothing is waited for.
    public var isEmpty: Bool { askedPeers.isEmpty }

    /// How many peers are asked for blocks.
    public var downloadingPeerCount: Int { queues.count { !$0.value.requests.isEmpty } }

    /// The blocks that a peer was asked for, the oldest request first.
    public func requests(to peer: PeerID) -> [Request] { queues[peer]?.requests ?? [] }

    /// How many blocks a peer was asked for.
    public func count(of peer: PeerID) -> Int { queues[peer]?.requests.count ?? 0 }

    /// Whether a block is waited for.
    public func contains(_ hash: BlockHash) -> Bool { askedPeers[hash] != nil }

    /// The peers that were asked for a block, in the order of asking.
    public func peers(askedFor hash: BlockHash) -> [PeerID] { askedPeers[hash] ?? [] }

    /// The request for a block to a peer.
    public func request(for hash: BlockHash, to peer: PeerID) -> Request? {
        queues[peer]?.requests.first { $0.hash == hash }
    }

    /// Notes that a peer is asked for a block. False if it was asked before.
    @discardableResult
    public mutating func add(_ node: BlockNode, to peer: PeerID, in view: ChainView, now: Int64) -> Bool {
        let entry = view[node]
        guard askedPeers[entry.hash]?.contains(peer) != true else { return false }
        var queue = queues[peer] ?? Queue()
        if queue.requests.isEmpty { queue.since = now }
        queue.requests.append(Request(node: node, hash: entry.hash, height: entry.height))
        queues[peer] = queue
        askedPeers[entry.hash, default: []].append(peer)
        count += 1
        return true
    }

    /// Puts what is there of a compact block to its request.
    public mutating func setReconstruction(
        _ reconstruction: BlockReconstruction?, of hash: BlockHash, from peer: PeerID
    ) {
        guard let index = queues[peer]?.requests.firstIndex(where: { $0.hash == hash }) else { return }
        queues[peer]?.requests[index].reconstruction = reconstruction
    }

    /// Forgets the requests for a block to one peer, or to all.
    public mutating func remove(_ hash: BlockHash, from peer: PeerID? = nil, now: Int64) {
        guard let asked = askedPeers[hash] else { return }
        for other in asked where peer == nil || other == peer {
            guard let index = queues[other]?.requests.firstIndex(where: { $0.hash == hash }) else { continue }
            // The next one in the row is waited for from now on.
            if index == 0, let since = queues[other]?.since { queues[other]?.since = max(since, now) }
            queues[other]?.requests.remove(at: index)
            queues[other]?.stallingSince = 0
            count -= 1
        }
        let left = peer.map { gone in asked.filter { $0 != gone } } ?? []
        askedPeers[hash] = left.isEmpty ? nil : left
    }

    /// Forgets a peer.
    public mutating func removePeer(_ peer: PeerID) {
        guard let queue = queues.removeValue(forKey: peer) else { return }
        for request in queue.requests {
            let left = (askedPeers[request.hash] ?? []).filter { $0 != peer }
            askedPeers[request.hash] = left.isEmpty ? nil : left
            count -= 1
        }
    }

    // MARK: Times

    /// Since when the first block in the row of a peer is waited for; nil if it was asked for none.
    public func waitingSince(_ peer: PeerID) -> Int64? {
        guard let queue = queues[peer], !queue.requests.isEmpty else { return nil }
        return queue.since
    }

    /// Since when a peer alone holds up the download; nil if it does not.
    public func stallingSince(_ peer: PeerID) -> Int64? {
        guard let since = queues[peer]?.stallingSince, since != 0 else { return nil }
        return since
    }

    /// Notes that a peer alone holds up the download. False if that is no news.
    public mutating func startStall(of peer: PeerID, now: Int64) -> Bool {
        guard let queue = queues[peer], queue.stallingSince == 0 else { return false }
        queues[peer]?.stallingSince = now
        return true
    }
}
