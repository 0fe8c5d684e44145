import BitcoinPrimitives

/// What blocks do to the mempool.
extension Mempool {
    /// Removes what a block confirms, and what contradicts it.
    public mutating func connected(_ transactions: [Transaction], now: Int64) -> [RemovedTransaction] {
        var removed: [RemovedTransaction] = []
        if !nodes.isEmpty || !feeDeltas.isEmpty {
            // As many at once as there are before the next contradiction, so that clusters are seldom ordered anew.
            // Changes are numbered in the order of the block.
            var confirmed: [MempoolNode] = []
            for transaction in transactions {
                let own = nodes[transaction.txid]
                if let own { confirmed.append(own) }
                let conflicts = transaction.inputs.compactMap { spenders[$0.previousOutput] }
                guard conflicts.contains(where: { $0 != own }) else { continue }
                removed += remove(confirmed, .block)
                confirmed = []
                for node in conflicts where node != own {
                    // A contradiction may have gone with another one.
                    guard let conflict = self[node] else { continue }
                    feeDeltas[conflict.transaction.txid] = nil
                    removed += removeWithDescendants([node], .conflict)
                }
            }
            removed += remove(confirmed, .block)
            for transaction in transactions { feeDeltas[transaction.txid] = nil }
        }
        rollingFee.connectedBlock(now: now)
        return removed
    }

    /// Removes what spends outputs of a transaction that is not there, with all that descends from it, and itself if it is.
    public mutating func removeRecursively(_ transaction: Transaction, _ reason: RemovalReason)
        -> [RemovedTransaction]
    {
        if let node = nodes[transaction.txid] { return removeWithDescendants([node], reason) }
        let roots = transaction.outputs.indices.compactMap {
            spenders[OutPoint(txid: transaction.txid, index: UInt32($0))]
        }
        return removeWithDescendants(roots, reason)
    }

    /// Connects transactions that have come back from blocks with those that spend them, which stayed. What makes a cluster
    /// too large is removed.
    public mutating func reconnect(_ txids: [Txid]) -> [RemovedTransaction] {
        var dependencies: [(parent: MempoolNode, child: MempoolNode)] = []
        for txid in txids {
            guard let node = nodes[txid], let entry = self[node] else { continue }
            dependencies += children(of: entry).map { (node, $0) }
        }
        guard !dependencies.isEmpty else { return [] }
        return forget(graph.connect(dependencies), .sizeLimit)
    }

    /// Removes all that a test finds bad, with all that descends from it.
    public mutating func removeAll(
        where isBad: (MempoolEntry) throws -> Bool
    ) rethrows -> [RemovedTransaction] {
        var bad: [MempoolNode] = []
        for (index, entry) in entries.enumerated() {
            if let entry, try isBad(entry) { bad.append(MempoolNode(index)) }
        }
        return removeWithDescendants(bad, .reorganisation)
    }
}
