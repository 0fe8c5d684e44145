import BitcoinMempool
import BitcoinPrimitives

/// What somebody who spends coins of the mempool pays on top, so that what they depend on is mined with them.
///
/// The mempool is mined from the best ancestors' fee rate down to the wanted one, which is what a miner would do without the
/// new transaction; what is left of the coins' ancestors is to be paid for. Who spends a coin that is spent already means to
/// replace that transaction, which therefore is left out with all that descends from it.
struct BumpFee {
    private struct Node {
        var virtualSize: Int64
        var fee: Int64
        /// The transactions that it spends from, and itself.
        var ancestors: Set<Txid>
    }

    private var nodes: [Txid: Node] = [:]
    private let wanted: Set<Txid>

    /// Takes in what hangs together with some coins.
    init(_ coins: [OutPoint], _ mempool: Mempool) {
        var replaced: Set<Txid> = []
        for coin in coins {
            guard let spender = mempool.spender(of: coin)?.transaction.txid else { continue }
            replaced.insert(spender)
            replaced.formUnion(mempool.descendants(of: spender).map(\.transaction.txid))
        }
        wanted = Set(coins.map(\.txid)).filter { mempool.contains($0) }.subtracting(replaced)
        for txid in wanted where nodes[txid] == nil {
            for entry in (mempool.cluster(of: txid) ?? []).flatMap(\.transactions) {
                let member = entry.transaction.txid
                guard !replaced.contains(member) else { continue }
                nodes[member] = Node(
                    virtualSize: Int64(entry.virtualSize), fee: entry.modifiedFee.satoshis,
                    ancestors: Set(mempool.ancestors(of: member).map(\.transaction.txid)).union([member]))
            }
        }
    }

    /// What is to be paid so that all is mined at a fee rate.
    func amount(reaching feeRate: FeeRate) -> Amount {
        guard !wanted.isEmpty else { return .zero }
        var left = nodes
        while let best = best(in: left), best.rate >= feeRate {
            for txid in best.transactions { left[txid] = nil }
            for txid in left.keys { left[txid]?.ancestors.subtract(best.transactions) }
        }
        let needed = wanted.reduce(into: Set<Txid>()) { $0.formUnion(left[$1]?.ancestors ?? []) }
        let (size, fee) = sums(needed, in: left)
        guard size > 0 else { return .zero }
        return max(feeRate.fee(forVirtualSize: Int32(clamping: size)) - Amount(satoshis: fee), .zero)
    }

    private func sums(_ txids: Set<Txid>, in nodes: [Txid: Node]) -> (size: Int64, fee: Int64) {
        txids.reduce((0, 0)) { sum, txid in
            guard let node = nodes[txid] else { return sum }
            return (sum.0 + node.virtualSize, sum.1 &+ node.fee)
        }
    }

    /// The transaction that pays best together with its ancestors.
    private func best(in nodes: [Txid: Node]) -> (transactions: Set<Txid>, rate: FeeRate)? {
        var best: (transactions: Set<Txid>, rate: FeeRate)?
        for node in nodes.values {
            let (size, fee) = sums(node.ancestors, in: nodes)
            let rate = FeeRate(fee: Amount(satoshis: fee), virtualSize: Int32(clamping: size))
            if let best, rate <= best.rate { continue }
            best = (node.ancestors, rate)
        }
        return best
    }
}
