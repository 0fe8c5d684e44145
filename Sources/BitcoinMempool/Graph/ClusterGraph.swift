import BitcoinPrimitives
import HeapModule

/// How the transactions of the mempool depend on each other, and in which order they are mined.
///
/// The transactions fall into clusters, which have nothing to do with each other and are kept small: so all questions
/// about relatives and order are answered exactly and quickly. A change is first planned, which leaves the graph as
/// it is and says how the affected clusters would look; a plan that pleases is then carried out.
struct ClusterGraph: Sendable {
    /// What a cluster may hold.
    let limits: ClusterLimits

    struct Place {
        var cluster: UInt64
        var position: Int
    }

    private(set) var places: [Place?] = []
    private var freeNodes: [MempoolNode] = []
    private(set) var clusters: [UInt64: Cluster] = [:]
    private var nextCluster: UInt64 = 0
    /// The chunks in mining order, and some that are no more: their clusters are not there.
    private(set) var order = Heap<ChunkKey>()
    private(set) var chunkCount = 0
    /// The memory that all clusters count for.
    private(set) var memoryUsage = 0

    init(limits: ClusterLimits) { self.limits = limits }

    // MARK: Looking up

    private func find(_ node: MempoolNode) -> (cluster: Cluster, place: Place)? {
        guard places.indices.contains(node.offset), let place = places[node.offset],
            let cluster = clusters[place.cluster]
        else { return nil }
        return (cluster, place)
    }

    /// The cluster of a node and its position there.
    func cluster(of node: MempoolNode) -> (cluster: Cluster, position: Int)? {
        find(node).map { ($0.cluster, $0.place.position) }
    }

    /// The number of a node's cluster.
    func clusterNumber(of node: MempoolNode) -> UInt64? { find(node)?.place.cluster }

    /// The chunk that a node is mined with.
    func chunk(of node: MempoolNode) -> Cluster.Chunk? {
        find(node).map { $0.cluster.chunks[$0.cluster.chunk(at: $0.place.position)] }
    }

    /// Its ancestors, with itself, in mining order.
    func ancestors(of node: MempoolNode) -> [MempoolNode] {
        guard let (cluster, place) = find(node) else { return [] }
        return cluster.ancestors(of: place.position).map { cluster.members[$0].node }
    }

    /// Its descendants, with itself, in mining order.
    func descendants(of node: MempoolNode) -> [MempoolNode] {
        guard let (cluster, place) = find(node) else { return [] }
        return cluster.descendants(of: place.position).map { cluster.members[$0].node }
    }

    /// Whether one is mined before another.
    func precedes(_ a: MempoolNode, _ b: MempoolNode) -> Bool {
        guard let left = find(a), let right = find(b) else { return false }
        if left.place.cluster == right.place.cluster { return left.place.position < right.place.position }
        return key(left.cluster, left.place) < key(right.cluster, right.place)
    }

    private func key(_ cluster: Cluster, _ place: Place) -> ChunkKey {
        key(cluster, place.cluster, chunk: cluster.chunk(at: place.position))
    }

    func key(_ cluster: Cluster, _ number: UInt64, chunk index: Int) -> ChunkKey {
        let chunk = cluster.chunks[index]
        return ChunkKey(
            worth: chunk.worth, prefixWeight: chunk.prefixWeight, lastTxid: chunk.lastTxid, cluster: number,
            chunk: index)
    }

    // MARK: Order

    /// All chunks in mining order, to be taken one after the other.
    func chunksInOrder() -> MiningOrder { MiningOrder(order, clusters) }

    /// The transactions of the chunk that is mined last, children first, and what it is worth.
    mutating func worstChunk() -> (nodes: [MempoolNode], worth: FeeWeight)? {
        while let last = order.max {
            if let cluster = clusters[last.cluster] {
                let chunk = cluster.chunks[last.chunk]
                return (chunk.range.reversed().map { cluster.members[$0].node }, chunk.worth)
            }
            order.removeMax()
        }
        return nil
    }

    // MARK: Changing

    /// Carries out a plan. Returns the nodes of the transactions that it adds, in their order.
    @discardableResult
    mutating func carryOut(_ plan: ClusterPlan) -> [MempoolNode] {
        for number in plan.replaced {
            guard let cluster = clusters.removeValue(forKey: number) else { continue }
            chunkCount -= cluster.chunks.count
            memoryUsage -= cluster.memoryUsage
        }
        for node in plan.removed {
            places[node.offset] = nil
            freeNodes.append(node)
        }
        let added = (0..<plan.additionCount).map { _ in makeNode() }
        for var cluster in plan.clusters {
            let number = nextCluster
            nextCluster += 1
            for position in cluster.members.indices {
                var node = cluster.members[position].node
                if let index = ClusterPlan.additionIndex(node) {
                    node = added[index]
                    cluster.members[position].node = node
                }
                places[node.offset] = Place(cluster: number, position: position)
            }
            clusters[number] = cluster
            chunkCount += cluster.chunks.count
            memoryUsage += cluster.memoryUsage
            for chunk in cluster.chunks.indices { order.insert(key(cluster, number, chunk: chunk)) }
        }
        forgetOldChunks()
        return added
    }

    private mutating func makeNode() -> MempoolNode {
        if let node = freeNodes.popLast() { return node }
        places.append(nil)
        return MempoolNode(places.count - 1)
    }

    /// Keeps those that are no more from becoming too many.
    private mutating func forgetOldChunks() {
        guard order.count > 2 * chunkCount + 64 else { return }
        order = Heap(order.unordered.filter { clusters[$0.cluster] != nil })
    }

    /// Changes what a transaction counts for.
    mutating func setFee(_ fee: Amount, of node: MempoolNode) {
        guard let number = clusterNumber(of: node) else { return }
        carryOut(plan(replacing: [number], changing: [node: fee]))
    }

    /// Removes transactions. Their relatives stay.
    mutating func remove(_ nodes: some Collection<MempoolNode>) {
        // A cluster can only fall apart by this, never grow.
        if let plan = try? plan(adding: [], removing: Set(nodes)) { carryOut(plan) }
    }
}

/// The chunks of the mempool, the best first.
struct MiningOrder: Sequence, IteratorProtocol {
    private var order: Heap<ChunkKey>
    private let clusters: [UInt64: Cluster]
    private var skipped: Set<UInt64> = []

    init(_ order: Heap<ChunkKey>, _ clusters: [UInt64: Cluster]) {
        self.order = order
        self.clusters = clusters
    }

    /// The next chunk: its transactions, what it is worth, and the number of its cluster.
    mutating func next() -> (nodes: [MempoolNode], worth: FeeWeight, cluster: UInt64)? {
        while let key = order.popMin() {
            guard let cluster = clusters[key.cluster], !skipped.contains(key.cluster) else { continue }
            let chunk = cluster.chunks[key.chunk]
            return (chunk.range.map { cluster.members[$0].node }, chunk.worth, key.cluster)
        }
        return nil
    }

    /// Leaves out what else there is of a cluster: it may need what was not taken.
    mutating func skip(cluster: UInt64) { skipped.insert(cluster) }
}
