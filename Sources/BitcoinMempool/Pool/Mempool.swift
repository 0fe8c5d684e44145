import BitcoinPrimitives
import BitcoinSupport
import HeapModule

/// The transactions that wait to be mined, none of which contradicts another.
///
/// A pure value: it knows neither coins nor scripts nor the time, and what it is given has been checked. Changes by
/// single transactions take logarithmic time, plus the time to order one cluster.
public struct Mempool: Sendable {
    /// The choices of the user.
    public let policy: MempoolPolicy

    var graph: ClusterGraph
    private(set) var entries: [MempoolEntry?] = []
    private(set) var nodes: [Txid: MempoolNode] = [:]
    private(set) var nodesByWitness: [Wtxid: MempoolNode] = [:]
    private(set) var spenders: [OutPoint: MempoolNode] = [:]
    /// The oldest first; may hold some that have left.
    var ages = Heap<Age>()
    private(set) var innerMemory = 0
    private var listCapacity = MemoryAccounting.ListCapacity()
    var rollingFee = RollingMinimumFee()

    /// What the user added to the fees of transactions, in the mempool or not.
    public internal(set) var feeDeltas: [Txid: Amount] = [:]
    /// Transactions of users of this node that no peer is known to have.
    public private(set) var unbroadcast: Set<Txid> = []
    /// The virtual sizes of all transactions.
    public private(set) var totalVirtualSize = 0
    /// The fees of all transactions, without what users added.
    public private(set) var totalFee = Amount.zero
    /// The number that the next change gets.
    public private(set) var nextSequence: UInt64 = 1
    /// Grows with each change, for those who look whether there was one.
    public private(set) var updateCount: UInt64 = 0

    struct Age: Comparable {
        let time: Int64
        let txid: Txid

        static func < (a: Self, b: Self) -> Bool { a.time < b.time }
    }

    /// An empty mempool.
    public init(policy: MempoolPolicy) {
        self.policy = policy
        graph = ClusterGraph(limits: policy.clusterLimits)
    }

    // MARK: Looking up

    /// The number of transactions.
    public var count: Int { nodes.count }

    /// All transactions, in no order.
    public var all: some Sequence<MempoolEntry> { entries.lazy.compactMap(\.self) }

    /// The memory that it counts for when it is compared with ``MempoolPolicy/maximumBytes``.
    public var memoryUsage: Int {
        innerMemory + graph.memoryUsage + listCapacity.memoryUsage
            + MemoryAccounting.feeDeltas(count: feeDeltas.count)
    }

    /// The transaction with an id.
    public subscript(txid: Txid) -> MempoolEntry? { nodes[txid].flatMap { self[$0] } }

    /// The transaction with a witness id.
    public subscript(wtxid: Wtxid) -> MempoolEntry? { nodesByWitness[wtxid].flatMap { self[$0] } }

    subscript(node: MempoolNode) -> MempoolEntry? { entries[node.offset] }

    /// Whether a transaction is there.
    public func contains(_ txid: Txid) -> Bool { nodes[txid] != nil }

    /// Whether a transaction is there, with just these witnesses.
    public func contains(_ wtxid: Wtxid) -> Bool { nodesByWitness[wtxid] != nil }

    func node(_ txid: Txid) -> MempoolNode? { nodes[txid] }

    /// The transaction that spends an output.
    public func spender(of outPoint: OutPoint) -> MempoolEntry? {
        spenders[outPoint].flatMap { self[$0] }
    }

    /// An output of a transaction that is there.
    public func output(_ outPoint: OutPoint) -> TransactionOutput? {
        guard let outputs = self[outPoint.txid]?.transaction.outputs else { return nil }
        return outputs.indices.contains(Int(outPoint.index)) ? outputs[Int(outPoint.index)] : nil
    }

    /// The transactions that one spends, each once, by their ids.
    func parents(of transaction: Transaction) -> [MempoolNode] {
        let txids = Set(transaction.inputs.map(\.previousOutput.txid))
        return txids.sorted().compactMap { nodes[$0] }
    }

    /// The transactions that spend outputs of one, each once, by their ids.
    func children(of entry: MempoolEntry) -> [MempoolNode] {
        let txid = entry.transaction.txid
        var found: [Txid: MempoolNode] = [:]
        for index in entry.transaction.outputs.indices {
            guard let node = spenders[OutPoint(txid: txid, index: UInt32(index))], let child = self[node]
            else {
                continue
            }
            found[child.transaction.txid] = node
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    // MARK: Adding and removing

    /// Adds transactions for which a plan was made.
    mutating func add(_ additions: [MempoolEntry], _ plan: ClusterPlan) {
        for (entry, node) in zip(additions, graph.carryOut(plan)) {
            while entries.count <= node.offset { entries.append(nil) }
            entries[node.offset] = entry
            let transaction = entry.transaction
            nodes[transaction.txid] = node
            nodesByWitness[transaction.wtxid] = node
            for input in transaction.inputs { spenders[input.previousOutput] = node }
            ages.insert(Age(time: entry.time, txid: transaction.txid))
            innerMemory += entry.memoryUsage
            listCapacity.grow(to: nodes.count)
            totalVirtualSize += entry.virtualSize
            totalFee += entry.fee
            updateCount += 1
        }
    }

    /// Forgets transactions that are no longer in the graph, or about to leave it.
    mutating func forget(_ removed: [MempoolNode], _ reason: RemovalReason) -> [RemovedTransaction] {
        var result: [RemovedTransaction] = []
        for node in removed {
            guard let entry = entries[node.offset] else { continue }
            let transaction = entry.transaction
            result.append(RemovedTransaction(entry: entry, reason: reason, sequence: takeSequence()))
            entries[node.offset] = nil
            nodes[transaction.txid] = nil
            nodesByWitness[transaction.wtxid] = nil
            for input in transaction.inputs where spenders[input.previousOutput] == node {
                spenders[input.previousOutput] = nil
            }
            if unbroadcast.remove(transaction.txid) != nil {
                Log.debug(
                    .mempool,
                    "Removed \(transaction.txid) from set of unbroadcast txns before confirmation that txn was "
                        + "sent out")
            }
            innerMemory -= entry.memoryUsage
            listCapacity.shrink(to: nodes.count)
            totalVirtualSize -= entry.virtualSize
            totalFee -= entry.fee
            updateCount += 1
        }
        if ages.count > 2 * nodes.count + 64 {
            ages = Heap(ages.unordered.filter { nodes[$0.txid] != nil })
        }
        return result
    }

    /// Removes transactions, but not what spends them.
    mutating func remove(_ removed: [MempoolNode], _ reason: RemovalReason) -> [RemovedTransaction] {
        guard !removed.isEmpty else { return [] }
        graph.remove(removed)
        return forget(removed, reason)
    }

    /// Replaces transactions by others, as planned.
    mutating func replace(_ additions: [MempoolEntry], _ plan: ClusterPlan) -> [RemovedTransaction] {
        let replaced = forget(plan.removed, .replaced)
        add(additions, plan)
        return replaced
    }

    /// Removes transactions with all that descends from them.
    mutating func removeWithDescendants(_ roots: [MempoolNode], _ reason: RemovalReason)
        -> [RemovedTransaction]
    {
        var seen: Set<MempoolNode> = []
        var removed: [MempoolNode] = []
        for root in roots where !seen.contains(root) {
            for node in graph.descendants(of: root) where seen.insert(node).inserted { removed.append(node) }
        }
        return remove(removed, reason)
    }

    /// Takes the number of a change.
    public mutating func takeSequence() -> UInt64 {
        defer { nextSequence += 1 }
        return nextSequence
    }

    // MARK: By order of the user

    /// Adds to what a transaction counts for when blocks are made, whether it is there or not. Returns the sum of what was
    /// added so far.
    @discardableResult
    public mutating func prioritise(_ txid: Txid, by delta: Amount) -> Amount {
        let before = feeDeltas[txid, default: .zero].satoshis
        let (sum, overflow) = before.addingReportingOverflow(delta.satoshis)
        let total = Amount(satoshis: overflow ? (before < 0 ? .min : .max) : sum)
        feeDeltas[txid] = total == .zero ? nil : total
        if let node = nodes[txid] {
            entries[node.offset]?.feeDelta = total
            if let entry = entries[node.offset] { graph.setFee(entry.modifiedFee, of: node) }
            updateCount += 1
        }
        return total
    }

    /// Notes what has been found out anew about relative locks.
    public mutating func setLockPoints(_ points: LockPoints?, of txid: Txid) {
        if let node = nodes[txid] { entries[node.offset]?.lockPoints = points }
    }

    /// Notes that a transaction has to be sent to peers until one has it.
    public mutating func addUnbroadcast(_ txid: Txid) {
        if contains(txid) { unbroadcast.insert(txid) }
    }

    /// Notes that a peer has a transaction. Returns whether that is news.
    @discardableResult
    public mutating func removeUnbroadcast(_ txid: Txid) -> Bool { unbroadcast.remove(txid) != nil }
}

/// A transaction that left the mempool.
public struct RemovedTransaction: Sendable {
    /// What was known of it.
    public let entry: MempoolEntry
    /// Why it left.
    public let reason: RemovalReason
    /// The number of the change.
    public let sequence: UInt64
}
