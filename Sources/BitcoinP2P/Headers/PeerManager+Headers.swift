import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

extension PeerManager {
    /// Headers are asked for again only if they have not come for as long, in microseconds.
    static let headersResponseTime: Int64 = 2 * 60 * 1_000_000

    /// The work from which on headers are taken in at once: that of the tip, less a day's, or `-minimumchainwork`.
    func workThreshold(in view: ChainView) -> UInt256 {
        guard let tip = view.tip else { return view.minimumChainWork }
        let day = ProofOfWork.work(bits: view[tip].header.bits) * 144
        let work = view[tip].chainWork
        return max(work > day ? work - day : .zero, view.minimumChainWork)
    }

    /// Asks for headers, unless they were asked for just now. Returns whether it did.
    @discardableResult
    func requestHeaders(from peer: Peer, locator: [BlockHash]) -> Bool {
        let now = NodeClock.nowMicroseconds
        guard now - peer.headers.requestedAt > Self.headersResponseTime else { return false }
        send(.getHeaders(LocatorRequest(locator: locator)), to: peer)
        peer.headers.requestedAt = now
        return true
    }

    /// A locator from the best header.
    func bestLocator(in view: ChainView) -> [BlockHash] {
        (view.bestHeader ?? view.tip).map(view.tree.locator) ?? []
    }

    // MARK: Headers that came

    /// Takes headers, from a `headers` message or from a compact block.
    func received(headers: [BlockHeader], from peer: Peer, isCompact: Bool = false) {
        let isFull = headers.count == MessageLimits.headers
        guard !headers.isEmpty else {
            // The peer has nothing more: its chain is not worth having.
            endPresync(of: peer)
            peer.headers.requestedAt = 0
            return
        }
        guard areWellFormed(headers, from: peer) else { return }

        var headers = headers
        var isWorkKnown = continuePresync(&headers, of: peer, isFull: isFull)
        guard let first = headers.first, let last = headers.last else { return }
        let isPresyncing = peer.headers.presync != nil

        let view = view
        guard let start = view.find(first.previousBlock) else {
            return receivedUnconnected(headers, from: peer, in: view)
        }
        // Whatever was asked for, this is an answer.
        peer.headers.requestedAt = 0
        let known = view.find(last.hash)
        if let known, view.isAncestorOfBest(known) { isWorkKnown = true }
        if peer.info.permissions.contains(.noBan) { isWorkKnown = true }
        if !isWorkKnown, startPresync(headers, after: start, of: peer, isFull: isFull, in: view) { return }

        let newest: BlockSnapshot
        do throws(BlockRejection) {
            guard let snapshot = try accept(headers) else { return }
            newest = snapshot
        } catch {
            if !peer.isInbound, error.kind == .cachedInvalid {
                Log.warning(
                    "\(error.debug) (received from peer=\(peer.id)). If this happens with all peers, consider "
                        + "database corruption (that -reindex may fix) or a potential consensus incompatibility."
                )
            }
            punish(peer, for: error, isCompact: isCompact, reason: "invalid header received")
            return
        }
        if known == nil { logNewHeader(newest.hash, newest.height, from: peer, isCompact: false) }
        update(peer, newest: newest.hash, isNew: known == nil, isFull: isFull, isPresyncing: isPresyncing)
    }

    /// Takes headers in. Those of one message are checked on the chain's thread, which this is.
    func accept(_ headers: [BlockHeader]) throws(BlockRejection) -> BlockSnapshot? {
        do {
            return try chain.assumeIsolated { try $0.accept(headers: headers) }
        } catch let rejection as BlockRejection {
            throw rejection
        } catch {
            return nil
        }
    }

    private func areWellFormed(_ headers: [BlockHeader], from peer: Peer) -> Bool {
        var previous: BlockHash?
        var isContinuous = true
        for header in headers {
            let hash = header.hash
            guard
                ProofOfWork.isSatisfied(
                    hash: hash, bits: header.bits, limit: parameters.consensus.proofOfWorkLimit)
            else {
                misbehaving(peer, "header with invalid proof of work")
                return false
            }
            if let previous, header.previousBlock != previous { isContinuous = false }
            previous = hash
        }
        if !isContinuous { misbehaving(peer, "non-continuous headers sequence") }
        return isContinuous
    }

    /// The headers may announce a block: what is missing before them is asked for.
    private func receivedUnconnected(_ headers: [BlockHeader], from peer: Peer, in view: ChainView) {
        guard let first = headers.first, let last = headers.last else { return }
        if requestHeaders(from: peer, locator: bestLocator(in: view)) {
            Log.debug(
                .net,
                "received header \(first.hash): missing prev block \(first.previousBlock), sending getheaders "
                    + "(\(view.bestHeader.map { view[$0].height } ?? 0)) to end (peer=\(peer.id))")
        }
        peer.availability.announced(last.hash, in: view)
    }

    private func update(_ peer: Peer, newest: BlockHash, isNew: Bool, isFull: Bool, isPresyncing: Bool) {
        let view = view
        guard let node = view.find(newest) else { return }
        if isFull, !isPresyncing, requestHeaders(from: peer, locator: view.tree.locator(from: node)) {
            Log.debug(.net, "more getheaders (\(view[node].height)) to end to peer=\(peer.id)")
        }
        peer.availability.announced(newest, in: view)
        if isNew, view[node].chainWork > view.tipWork { peer.lastBlockAnnouncement = NodeClock.now }
        let bestWork = peer.availability.best.map { view[$0].chainWork }
        if view.isInitialDownload, !isFull, let bestWork, bestWork < view.minimumChainWork,
            peer.info.kind.isAutomaticOutbound
        {
            // The peer is not of use, and what it has may be a trap.
            disconnectLoudly(peer, "outbound peer headers chain has insufficient work")
            return
        }
        if peer.info.kind == .outboundFullRelay, let bestWork, bestWork >= view.tipWork,
            !peer.chainSync.isProtected, peers.values.count(where: \.chainSync.isProtected) < 4
        {
            Log.debug(.net, "Protecting outbound peer=\(peer.id) from eviction")
            peer.chainSync.isProtected = true
        }
        fetchDirectly(upTo: node, from: peer, in: view)
    }

    /// Writes of a header that is new and right: who follows the network looks for blocks that are kept back.
    func logNewHeader(_ hash: BlockHash, _ height: Int, from peer: Peer, isCompact: Bool) {
        let text =
            "Saw new \(isCompact ? "cmpctblock " : "")header hash=\(hash) height=\(height) "
            + connections.logName(of: peer.id)
        if view.isInitialDownload { Log.debug(.validation, text) } else { Log.info(text) }
    }

    // MARK: Headers of chains with little work

    /// Gives headers to the download that is held back, if there is one. What is left in `headers` is to be taken
    /// in; returns whether its work is known to be enough.
    private func continuePresync(_ headers: inout [BlockHeader], of peer: Peer, isFull: Bool) -> Bool {
        guard var presync = peer.headers.presync else { return false }
        peer.headers.presync = nil
        let result = presync.received(headers, isFull: isFull)
        if result.isValid { peer.headers.requestedAt = 0 }
        if result.wantsMore {
            let locator = presync.locator
            requestHeaders(from: peer, locator: locator)
            Log.debug(
                .net, "more getheaders (from \(locator.first ?? .zero)) to peer=\(peer.id)")
        }
        if presync.phase == .finished {
            presyncReport.remove(peer.id)
        } else {
            if let progress = presyncReport.update(peer.id, presync) {
                logPresync(height: progress.height, time: progress.time)
            }
            peer.headers.presync = presync
        }
        if result.isValid { headers = result.headers }
        return result.isValid
    }

    /// Holds headers back whose chain has not shown enough work. False if they may be taken in at once.
    private func startPresync(
        _ headers: [BlockHeader], after start: BlockNode, of peer: Peer, isFull: Bool, in view: ChainView
    ) -> Bool {
        let entry = view[start]
        let threshold = workThreshold(in: view)
        let work = headers.reduce(entry.chainWork) { $0 + ProofOfWork.work(bits: $1.bits) }
        guard work < threshold else { return false }
        guard isFull else {
            Log.debug(
                .net,
                "Ignoring low-work chain (height=\(entry.height + headers.count)) from peer=\(peer.id)")
            return true
        }
        peer.headers.presync = HeaderPresync(
            peer: peer.id,
            start: HeaderPresync.Start(
                header: entry.header, hash: entry.hash, height: entry.height, chainWork: entry.chainWork,
                medianTimePast: view.tree.medianTimePast(of: start), locator: view.tree.locator(from: start)),
            minimumWork: threshold, parameters: parameters, now: NodeClock.now)
        var headers = headers
        _ = continuePresync(&headers, of: peer, isFull: isFull)
        return true
    }

    private func endPresync(of peer: Peer) {
        guard peer.headers.presync != nil else { return }
        peer.headers.presync = nil
        presyncReport.remove(peer.id)
    }

    private func logPresync(height: Int, time: UInt32) {
        guard view.isInitialDownload else { return }
        let left = max(0, NodeClock.now - Int64(time)) / parameters.consensus.targetSpacingSeconds
        let percent = 100 * Double(height) / Double(max(1, Int64(height) + left))
        Log.info("Pre-synchronizing blockheaders, height: \(height) (~\(percent.fixed(2))%)")
    }

    // MARK: Punishment

    /// Has a peer punished for a block or header that was refused, if it could have known better.
    func punish(_ peer: Peer, for rejection: BlockRejection, isCompact: Bool, reason: String = "") {
        switch rejection.kind {
        case .headerLowWork, .timeFuture:
            break
        case .consensus, .mutated:
            // BIP152: compact blocks may be passed on before they are checked.
            if !isCompact { return misbehaving(peer, reason) }
        case .cachedInvalid:
            if !isCompact, !peer.isInbound { return misbehaving(peer, reason) }
        case .invalidHeader, .invalidPrevious, .missingPrevious:
            return misbehaving(peer, reason)
        }
        if !reason.isEmpty { Log.debug(.net, "peer=\(peer.id): \(reason)") }
    }
}
