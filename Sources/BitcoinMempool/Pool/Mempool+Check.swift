import BitcoinPrimitives

/// Whether the tables of the mempool agree, for `-checkmempool`.
extension Mempool {
    /// What is wrong with it; nil if nothing is. Whether coins exist and are enough is not its business.
    public var problem: String? {
        graph.problem ?? problemWithTables ?? problemWithRelations
    }

    private var problemWithTables: String? {
        var count = 0
        var inputs = 0
        var size = 0
        var fees = Amount.zero
        var memory = 0
        for (offset, entry) in entries.enumerated() {
            guard let entry else { continue }
            let transaction = entry.transaction
            let node = MempoolNode(offset)
            guard nodes[transaction.txid] == node, nodesByWitness[transaction.wtxid] == node else {
                return "\(transaction.txid) is not found by its ids"
            }
            guard transaction.inputs.allSatisfy({ spenders[$0.previousOutput] == node }) else {
                return "what \(transaction.txid) spends is not marked as spent"
            }
            guard entry.feeDelta == feeDeltas[transaction.txid] ?? .zero else {
                return "\(transaction.txid) has another priority than it was given"
            }
            count += 1
            inputs += transaction.inputs.count
            size += entry.virtualSize
            fees += entry.fee
            memory += entry.memoryUsage
        }
        guard nodes.count == count, nodesByWitness.count == count else { return "ids are left over" }
        guard spenders.count == inputs else { return "marks of spent outputs are left over" }
        guard size == totalVirtualSize, fees == totalFee, memory == innerMemory else {
            return "the totals are not those of the transactions"
        }
        return unbroadcast.allSatisfy(contains) ? nil : "a transaction that is to be sent is not there"
    }

    /// The graph has the fees, weights and relations of the transactions.
    private var problemWithRelations: String? {
        var seen = 0
        for cluster in graph.clusters.values {
            for member in cluster.members {
                guard entries.indices.contains(member.node.offset), let entry = self[member.node],
                    entry.transaction.txid == member.txid, entry.worth == member.worth
                else { return "\(member.txid) has another worth in its cluster" }
                var parents: Set<Txid> = []
                for outPoint in entry.transaction.inputs.lazy.map(\.previousOutput) {
                    guard let parent = self[outPoint.txid] else { continue }
                    guard parent.transaction.outputs.indices.contains(Int(outPoint.index)) else {
                        return "\(member.txid) spends an output that \(outPoint.txid) does not have"
                    }
                    parents.insert(outPoint.txid)
                }
                guard parents == Set(member.parents.map { cluster.members[$0].txid }) else {
                    return "\(member.txid) has other parents in its cluster"
                }
            }
            seen += cluster.members.count
        }
        return seen == count ? nil : "a transaction is in no cluster"
    }
}
