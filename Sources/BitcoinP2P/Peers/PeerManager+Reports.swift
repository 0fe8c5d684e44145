import BitcoinSupport

extension PeerManager {
    /// What users want to know about the peers.
    public func reports() async -> [PeerID: PeerReport] {
        let view = view
        let now = NodeClock.nowMicroseconds
        return peers.mapValues { peer in
            var report = PeerReport()
            report.startingHeight = peer.startHeight
            report.timeOffset = peer.timeOffset
            report.pingWaitMicroseconds = peer.ping.wait(at: now)
            report.presyncedHeaders = peer.headers.presync?.height ?? -1
            report.syncedHeaders = peer.availability.best.map { view[$0].height } ?? -1
            report.syncedBlocks = peer.availability.lastCommon.map { view[$0].height } ?? -1
            report.isAddressRelayEnabled = peer.addresses.isEnabled
            report.addressesProcessed = peer.addresses.processed
            report.addressesRateLimited = peer.addresses.rateLimited
            if let relay = peer.relay {
                report.feeFilter = relay.feeFilter
                report.lastInventorySequence = relay.lastSequence
                report.inventoryToSend = relay.queue.count
            }
            report.blocksInFlight = requests.requests(to: peer.id).map(\.height)
            return report
        }
    }

    /// What users want to know about the announcement of transactions.
    public var relayReport: RelayReport {
        RelayReport(
            transactionsPerSecond: Int(options.transactionsPerSecond),
            inbound: backlog.inbound.report, outbound: backlog.outbound.report)
    }

    /// All transactions that wait for their parents (`getorphantxs`).
    public var orphans: [Orphanage.Orphan] { downloads.orphanage.all }

    /// Sends a `ping` to all peers as soon as possible.
    public func pingAll() async {
        for peer in peers.values { peer.ping.isQueued = true }
        wake()
    }
}
