import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

/// What is to be said to a peer without being asked: after each of its messages, and at least ten times a second.
extension PeerManager {
    private static let day: Int64 = 24 * 60 * 60
    /// How long the first headers may take in any case, and for each header that is likely to come; in microseconds.
    private static let headersTimeoutBase: Int64 = 15 * 60 * 1_000_000
    private static let headersTimeoutPerHeader: Int64 = 1000

    func tend(_ peer: Peer) {
        guard peer.handshake.isComplete, !peer.isDisconnecting else { return }
        let now = NodeClock.nowMicroseconds
        if peer.info.kind == .addressFetch, now / 1_000_000 - peer.info.connectedAt > 300 {
            return disconnect(peer, "addrfetch connection timeout")
        }
        sendPing(to: peer, now: now)
        guard !peer.isDisconnecting else { return }
        sendAddresses(to: peer, now: now)
        let view = view
        sendSendHeaders(to: peer, in: view)
        let isSource = isDownloadSource(peer)
        startHeaders(from: peer, isSource: isSource, now: now, in: view)
        reconsiderOrphan(of: peer)
        sendAnnouncements(to: peer, in: view)
        announceTransactions(to: peer, now: now)
        guard !isTooSlow(peer, now: now, in: view) else { return }
        checkChain(of: peer, in: view)
        guard !peer.isDisconnecting else { return }
        requestBlocks(from: peer, isSource: isSource, now: now, in: view)
        requestTransactions(from: peer, now: now)
        sendFeeFilter(to: peer, now: now, in: view)
    }

    private func sendPing(to peer: Peer, now: Int64) {
        let checksTimeout = now / 1_000_000 > peer.info.connectedAt + options.peerTimeoutSeconds
        let hasNumbers = peer.handshake.commonVersion > ProtocolVersion.beforePong
        switch peer.ping.tick(now: now, checksTimeout: checksTimeout, hasNumbers: hasNumbers) {
        case .none:
            break
        case .ping(let nonce):
            send(.ping(nonce), to: peer)
        case .timedOut(let duration):
            disconnect(peer, "ping timeout: \((Double(duration) / 1_000_000).fixed(6))s")
        }
    }

    /// BIP130: the peer is told that headers are wanted, as soon as its first headers are there.
    private func sendSendHeaders(to peer: Peer, in view: ChainView) {
        guard !peer.announcements.sentSendHeaders,
            peer.handshake.commonVersion >= ProtocolVersion.sendHeaders,
            let best = peer.availability.best, view[best].chainWork > view.minimumChainWork
        else { return }
        send(.sendHeaders, to: peer)
        peer.announcements.sentSendHeaders = true
    }

    // MARK: Headers

    /// Whether headers and blocks may be downloaded from a peer during the initial download: one that this node has
    /// chosen, or any if there is no other.
    private func isDownloadSource(_ peer: Peer) -> Bool {
        if sources.isPreferred(peer.id) { return true }
        guard peer.servesBlocks, peer.info.kind != .addressFetch else { return false }
        return requests.isEmpty || !sources.hasPreferred
    }

    /// Asks for headers from the beginning: one peer only, unless the best header is of today.
    private func startHeaders(from peer: Peer, isSource: Bool, now: Int64, in view: ChainView) {
        guard !peer.headers.hasStarted, peer.servesBlocks, !view.isLoadingBlocks,
            let best = view.bestHeader ?? view.tip
        else { return }
        let age = NodeClock.now - Int64(view[best].header.time)
        let isFirst = isSource && !sources.isWaiting(besides: peer.id, now: now)
        guard isFirst || age < Self.day else { return }
        // From the one before, so that the answer is not empty and shows what the peer has.
        let start = view[best].parent ?? best
        guard requestHeaders(from: peer, locator: view.tree.locator(from: start)) else { return }
        Log.debug(.net, "initial getheaders (\(view[start].height)) to peer=\(peer.id)")
        peer.headers.hasStarted = true
        sources.asked(peer.id, now: now)
        peer.headers.timeout =
            now + Self.headersTimeoutBase
            + Self.headersTimeoutPerHeader * age / parameters.consensus.targetSpacingSeconds
    }

    // MARK: Patience

    /// Closes the connection to a peer that keeps this node waiting.
    private func isTooSlow(_ peer: Peer, now: Int64, in view: ChainView) -> Bool {
        if let since = requests.stallingSince(peer.id), since < now - stallingTimeout.microseconds {
            disconnectLoudly(peer, "Peer is stalling block download")
            stallingTimeout.increase()
            return true
        }
        if let since = requests.waitingSince(peer.id), let first = requests.requests(to: peer.id).first {
            let others = Int64(requests.downloadingPeerCount - 1)
            let interval = parameters.consensus.targetSpacingSeconds * 1_000_000
            if now > since + interval + interval * others / 2 {
                disconnectLoudly(peer, "Timeout downloading block \(first.hash)")
                return true
            }
        }
        return isTooSlowWithHeaders(peer, now: now, in: view)
    }

    private func isTooSlowWithHeaders(_ peer: Peer, now: Int64, in view: ChainView) -> Bool {
        guard peer.headers.hasStarted, peer.headers.timeout < .max, let best = view.bestHeader else {
            return false
        }
        guard Int64(view[best].header.time) <= NodeClock.now - Self.day else {
            // Caught up once: never again.
            peer.headers.timeout = .max
            return false
        }
        guard now > peer.headers.timeout, sources.isOnlySource(peer.id),
            sources.hasPreferred(besides: peer.id)
        else { return false }
        guard peer.info.permissions.contains(.noBan) else {
            disconnectLoudly(peer, "Timeout downloading headers")
            return true
        }
        Log.info(
            "Timeout downloading headers from noban peer, not disconnecting "
                + connections.logName(of: peer.id))
        peer.headers.hasStarted = false
        sources.forgetAsking(peer.id)
        peer.headers.timeout = 0
        return false
    }

    /// Whether an outbound peer's chain keeps up with the best one.
    private func checkChain(of peer: Peer, in view: ChainView) {
        guard peer.info.kind.isAutomaticOutbound, peer.headers.hasStarted else { return }
        let best = peer.availability.best
        let name = best.map { "\(view[$0].hash)" } ?? "<none>"
        switch peer.chainSync.check(best: best, in: view, now: NodeClock.now) {
        case .none:
            break
        case .requestHeaders(let benchmark):
            let start = view[benchmark].parent ?? benchmark
            requestHeaders(from: peer, locator: view.tree.locator(from: start))
            Log.debug(
                .net,
                "sending getheaders to outbound peer=\(peer.id) to verify chain work (current best known "
                    + "block:\(name), benchmark blockhash: \(view[benchmark].hash))")
        case .disconnect:
            disconnectLoudly(peer, "Outbound peer has old chain, best known block = \(name)")
        }
    }

    // MARK: Blocks

    private func requestBlocks(from peer: Peer, isSource: Bool, now: Int64, in view: ChainView) {
        guard peer.servesBlocks, (isSource && !peer.isLimited) || !view.isInitialDownload,
            requests.count(of: peer.id) < BlockRequests.maximumPerPeer
        else { return }
        let plan = BlockDownloadPlan(
            count: BlockRequests.maximumPerPeer - requests.count(of: peer.id),
            peer: .init(id: peer.id, isLimited: peer.isLimited, servesWitnesses: peer.servesWitnesses),
            availability: &peer.availability, requests: requests, in: view, segwitHeight: segwitHeight)
        var items: [InventoryItem] = []
        for node in plan.blocks {
            let entry = view[node]
            items.append(InventoryItem(peer.blockKind, entry.hash.hash))
            requests.add(node, to: peer.id, in: view, now: now)
            Log.debug(.net, "Requesting block \(entry.hash) (\(entry.height)) peer=\(peer.id)")
        }
        if requests.count(of: peer.id) == 0, let staller = plan.staller,
            requests.startStall(of: staller, now: now)
        {
            Log.debug(.net, "Stall started peer=\(staller)")
        }
        if !items.isEmpty { send(.getData(items), to: peer) }
    }
}
