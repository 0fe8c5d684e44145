import BitcoinInterfaces
import BitcoinMempool
import BitcoinPrimitives

extension MempoolRelations {
    /// How a transaction hangs together with others.
    init(_ txid: Txid, in mempool: Mempool) {
        guard let entry = mempool[txid] else {
            self.init()
            return
        }
        let ancestors = mempool.ancestorSummary(of: txid)
        self.init(
            ancestorCount: Int32(clamping: ancestors.count),
            ancestorVirtualSize: Int64(ancestors.virtualSize), ancestorFees: ancestors.fees,
            descendantCount: Int32(clamping: mempool.descendantSummary(of: txid).count),
            clusterCount: Int32(clamping: mempool.clusterCount(of: txid)),
            isReplaceable: ([entry] + mempool.ancestors(of: txid)).contains {
                $0.transaction.signalsReplacement
            })
    }
}

extension Transaction {
    /// Whether it says that it may be replaced (BIP 125).
    var signalsReplacement: Bool { inputs.contains { $0.sequence < 0xffff_fffe } }
}

extension Mempool {
    /// Why a transaction cannot come in beside those that it spends from; `nil` if it can.
    func excessOfCluster(with transaction: Transaction) -> String? {
        let parents = Set(transaction.inputs.map(\.previousOutput.txid)).filter { contains($0) }
        // Parents that hang together already share one cluster, which is known by its first transaction.
        var clusters: [Txid: (count: Int, size: Int)] = [:]
        for parent in parents {
            let members = (cluster(of: parent) ?? []).flatMap(\.transactions)
            guard let first = members.map(\.transaction.txid).min() else { continue }
            clusters[first] = (members.count, members.reduce(0) { $0 + $1.virtualSize })
        }
        let count = clusters.values.reduce(1) { $0 + $1.count }
        let size = clusters.values.reduce(transaction.virtualSize) { $0 + $1.size }
        guard count <= policy.clusterLimits.count, size <= policy.clusterLimits.virtualSize else {
            return "too many unconfirmed transactions in cluster"
        }
        return nil
    }
}
