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
            report.blocksInFlight = requests.requests(to: peer.id).map(\.height)
            return report
        }
    }

    /// Sends a `ping` to all peers as soon as possible.
    public func pingAll() async {
        for peer in peers.values { peer.ping.isQueued = true }
        wake()
    }
}
