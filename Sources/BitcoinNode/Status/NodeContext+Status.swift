import BitcoinInterfaces
import BitcoinP2P

extension NodeContext {
    /// How this node is doing.
    var status: NodeStatus {
        get async {
            var status = NodeStatus(
                activity: table.warmupStatus ?? "", warnings: warnings.all,
                walletsRevision: await wallets.revision &+ loadedWallets.revision)
            if let chain = chain.current {
                let summary = await chain.summary
                status.chain = ChainStatus(
                    height: Int32(clamping: summary.tip?.height ?? -1),
                    headerHeight: Int32(clamping: summary.bestHeader?.height ?? -1),
                    tipHash: summary.tip.map { "\($0.hash)" } ?? "",
                    tipTimeSeconds: Int64(summary.tip?.header.time ?? 0),
                    headerTimeSeconds: Int64(summary.bestHeader?.header.time ?? 0),
                    verificationProgress: summary.verificationProgress,
                    isInitialDownload: summary.isInitialBlockDownload)
                status.mempool = MempoolStatus(
                    transactionCount: UInt64(clamping: summary.mempoolCount),
                    usageBytes: UInt64(clamping: summary.mempoolUsage),
                    limitBytes: UInt64(clamping: summary.mempoolLimit))
            }
            if let network = network.current { status.network = await describe(network.connections) }
            return status
        }
    }

    private func describe(_ connections: ConnectionManager) async -> NetworkStatus {
        let count = connections.connectionCount
        let totals = connections.totals
        let proxies = connections.configuration.proxies.byNetwork
        return NetworkStatus(
            isActive: await connections.isNetworkActive, inboundCount: Int32(clamping: count.inbound),
            outboundCount: Int32(clamping: count.outbound), receivedBytes: UInt64(clamping: totals.received),
            sentBytes: UInt64(clamping: totals.sent),
            proxy: (proxies[.ipv4] ?? proxies[.ipv6])?.description ?? "")
    }
}
