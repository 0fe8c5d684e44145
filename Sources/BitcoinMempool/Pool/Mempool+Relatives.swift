import BitcoinPrimitives

/// What a transaction's ancestors or descendants amount to, with itself.
public struct RelativesSummary: Sendable, Equatable {
    /// Their number.
    public let count: Int
    /// Their virtual sizes.
    public let virtualSize: Int
    /// Their fees, as they count for mining.
    public let fees: Amount
}

/// Transactions that are mined together.
public struct MempoolChunk: Sendable {
    /// In mining order.
    public let transactions: [MempoolEntry]
    /// What they pay together, and for what weight.
    public let worth: FeeWeight
}

extension Mempool {
    private func entries(_ nodes: [MempoolNode]) -> [MempoolEntry] { nodes.compactMap { self[$0] } }

    /// The transactions that one spends, each once, by their ids.
    public func parents(of txid: Txid) -> [MempoolEntry] {
        self[txid].map { entries(parents(of: $0.transaction)) } ?? []
    }

    /// The transactions that spend outputs of one, each once, by their ids.
    public func children(of txid: Txid) -> [MempoolEntry] {
        self[txid].map { entries(children(of: $0)) } ?? []
    }

    /// All that a transaction descends from, without itself, in mining order.
    public func ancestors(of txid: Txid) -> [MempoolEntry] {
        guard let node = node(txid) else { return [] }
        return entries(graph.ancestors(of: node).filter { $0 != node })
    }

    /// All that descends from a transaction, without itself, in mining order.
    public func descendants(of txid: Txid) -> [MempoolEntry] {
        guard let node = node(txid) else { return [] }
        return entries(graph.descendants(of: node).filter { $0 != node })
    }

    /// What a transaction and its ancestors amount to.
    public func ancestorSummary(of txid: Txid) -> RelativesSummary {
        summary(node(txid).map(graph.ancestors) ?? [])
    }

    /// What a transaction and its descendants amount to.
    public func descendantSummary(of txid: Txid) -> RelativesSummary {
        summary(node(txid).map(graph.descendants) ?? [])
    }

    private func summary(_ nodes: [MempoolNode]) -> RelativesSummary {
        let entries = entries(nodes)
        return RelativesSummary(
            count: entries.count, virtualSize: entries.reduce(0) { $0 + $1.virtualSize },
            fees: entries.reduce(.zero) { $0 + $1.modifiedFee })
    }

    /// What the chunk of a transaction is worth.
    public func chunkWorth(of txid: Txid) -> FeeWeight? {
        node(txid).flatMap { graph.chunk(of: $0)?.worth }
    }

    /// The cluster of a transaction, in chunks in mining order.
    public func cluster(of txid: Txid) -> [MempoolChunk]? {
        guard let node = node(txid), let (cluster, _) = graph.cluster(of: node) else { return nil }
        return cluster.chunks.map { chunk in
            MempoolChunk(
                transactions: chunk.range.compactMap { self[cluster.members[$0].node] }, worth: chunk.worth)
        }
    }

    /// How many transactions the cluster of one has; zero if it is not there.
    public func clusterCount(of txid: Txid) -> Int {
        node(txid).flatMap { graph.cluster(of: $0)?.cluster.members.count } ?? 0
    }

    /// All transactions in mining order.
    public var inMiningOrder: [MempoolEntry] {
        var result: [MempoolEntry] = []
        result.reserveCapacity(count)
        for (nodes, _, _) in graph.chunksInOrder() { result += entries(nodes) }
        return result
    }

    /// The corners of the fee rate diagram of the whole mempool: sums of fees and weights, from nothing on.
    public var feeRateDiagram: [FeeWeight] {
        var result = [FeeWeight.zero]
        var sum = FeeWeight.zero
        for (_, worth, _) in graph.chunksInOrder() {
            sum += worth
            result.append(sum)
        }
        return result
    }

    /// The chunks of the mempool, the best first.
    public func miningChunks() -> MiningChunks { MiningChunks(self) }

    /// Of some transactions those that are there, in mining order: the ones that go to peers first.
    public func sortedForRelay(_ wtxids: some Sequence<Wtxid>) -> [MempoolEntry] {
        let nodes = Set(wtxids).compactMap { self[$0].flatMap { node($0.transaction.txid) } }
        return entries(nodes.sorted { graph.precedes($0, $1) })
    }
}

/// The chunks of a mempool as it was, to be taken one after the other.
public struct MiningChunks {
    private let mempool: Mempool
    private var order: MiningOrder
    private var current: UInt64?

    init(_ mempool: Mempool) {
        self.mempool = mempool
        order = mempool.graph.chunksInOrder()
    }

    /// The best chunk that is left.
    public mutating func next() -> MempoolChunk? {
        guard let (nodes, worth, cluster) = order.next() else { return nil }
        current = cluster
        return MempoolChunk(transactions: nodes.compactMap { mempool[$0] }, worth: worth)
    }

    /// Leaves the last chunk out, and whatever may depend on it.
    public mutating func skip() {
        if let current { order.skip(cluster: current) }
    }
}
