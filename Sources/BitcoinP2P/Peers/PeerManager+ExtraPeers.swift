import BitcoinSupport

/// What is done against being cut off from the best chain: another peer is sought while the tip may be stale, and
/// the least useful one let go.
extension PeerManager {
    /// How often it is seen to, in microseconds of the system's clock.
    private static let checkInterval: Int64 = 45 * 1_000_000
    /// How often the tip's age is looked at, in seconds.
    private static let staleCheckInterval: Int64 = 10 * 60
    /// Peers get so many seconds to show what they have.
    private static let minimumConnectTime: Int64 = 30
    /// Without a block for so many times the usual interval, the tip may be stale.
    private static let staleIntervals: Int64 = 3

    /// Sees to it if it is time.
    func tendExtraPeers() {
        let time = NodeClock.systemMicroseconds
        guard time >= nextExtraPeerCheck, let limits = connections.outboundLimits else { return }
        nextExtraPeerCheck = time + Self.checkInterval
        let now = NodeClock.now
        leaveExtraBlockRelay(limits, now: now)
        leaveExtraFullRelay(limits, now: now)
        checkTip(now: now)
        guard !probesBlockRelay, canFetchDirectly(in: view) else { return }
        probesBlockRelay = true
        Log.debug(.net, "enabling extra block-relay-only peers")
        connections.startProbing()
    }

    private func checkTip(now: Int64) {
        guard now > nextStaleCheck else { return }
        nextStaleCheck = now + Self.staleCheckInterval
        let isStale = !view.isLoadingBlocks && mayTipBeStale(now: now)
        if isStale {
            Log.info(
                "Potential stale tip detected, will try using extra outbound peer (last tip update: "
                    + "\(now - lastTipUpdate) seconds ago)")
        }
        setTriesAnother(isStale)
    }

    private func mayTipBeStale(now: Int64) -> Bool {
        if lastTipUpdate == 0 { lastTipUpdate = now }
        return lastTipUpdate < now - Self.staleIntervals * parameters.consensus.targetSpacingSeconds
            && requests.isEmpty
    }

    private func setTriesAnother(_ triesAnother: Bool) {
        guard triesAnother != triesAnotherPeer else { return }
        triesAnotherPeer = triesAnother
        Log.debug(.net, "setting try another outbound peer=\(triesAnother)")
        connections.tryAnother(triesAnother)
    }

    private func connected(_ kind: ConnectionKind) -> [Peer] {
        peers.values.filter { $0.info.kind == kind && $0.handshake.isComplete && !$0.isDisconnecting }
    }

    private func candidate(_ peer: Peer, isProtected: Bool = false) -> ExtraPeerChoice.Candidate {
        ExtraPeerChoice.Candidate(
            id: peer.id, lastBlockTime: peer.facts.lastBlockTime,
            lastAnnouncement: peer.lastBlockAnnouncement, isProtected: isProtected)
    }

    private func leaveExtraBlockRelay(_ limits: OutboundLimits, now: Int64) {
        let candidates = connected(.blockRelayOnly)
        guard candidates.count > limits.blockRelay,
            let id = ExtraPeerChoice.blockRelay(candidates.map { candidate($0) }), let peer = peers[id]
        else { return }
        let time = now - peer.info.connectedAt
        guard time >= Self.minimumConnectTime, requests.count(of: id) == 0 else {
            Log.debug(
                .net,
                "keeping block-relay-only peer=\(id) chosen for eviction (connect time: "
                    + "\(peer.info.connectedAt), blocks_in_flight: \(requests.count(of: id)))")
            return
        }
        Log.debug(
            .net,
            "disconnecting extra block-relay-only peer=\(id) (last block received at time "
                + "\(peer.facts.lastBlockTime))")
        disconnect(peer)
    }

    private func leaveExtraFullRelay(_ limits: OutboundLimits, now: Int64) {
        let candidates = connected(.outboundFullRelay)
        guard candidates.count > limits.fullRelay else { return }
        let kept = peers.values.filter { $0.info.kind == .outboundFullRelay || $0.info.kind == .manual }
        let choice = candidates.map { peer in
            let network = peer.info.endpoint.address.network
            let isOnly = kept.count { $0.info.endpoint.address.network == network } <= 1
            return candidate(peer, isProtected: peer.chainSync.isProtected || isOnly)
        }
        guard let id = ExtraPeerChoice.fullRelay(choice), let peer = peers[id] else { return }
        guard now - peer.info.connectedAt > Self.minimumConnectTime, requests.count(of: id) == 0 else {
            Log.debug(
                .net,
                "keeping outbound peer=\(id) chosen for eviction (connect time: \(peer.info.connectedAt), "
                    + "blocks_in_flight: \(requests.count(of: id)))")
            return
        }
        Log.debug(
            .net,
            "disconnecting extra outbound peer=\(id) (last block announcement received at time "
                + "\(peer.lastBlockAnnouncement))")
        disconnect(peer)
        // The extra one has done its work.
        setTriesAnother(false)
    }
}
