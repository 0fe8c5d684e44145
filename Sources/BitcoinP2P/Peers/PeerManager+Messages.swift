import BitcoinSupport

extension PeerManager {
    /// Deals with a message.
    func handle(_ message: NetworkMessage, from peer: Peer, at microseconds: Int64) async {
        switch message {
        case .version(let version):
            return received(version, from: peer)
        default:
            break
        }
        guard peer.handshake.state != .waitingForVersion else {
            Log.debug(
                .net,
                "non-version message before version handshake. Message \"\(message.command)\" "
                    + "from peer=\(peer.id)")
            return
        }
        if negotiate(message, with: peer) { return }
        guard peer.handshake.isComplete else {
            Log.debug(
                .net, "Unsupported message \"\(message.command)\" prior to verack from peer=\(peer.id)")
            return
        }
        await converse(message, with: peer, at: microseconds)
    }

    /// Messages that count before the end of the handshake. False for others.
    private func negotiate(_ message: NetworkMessage, with peer: Peer) -> Bool {
        switch message {
        case .verack:
            receivedVerack(from: peer)
        case .sendHeaders:
            peer.announcements.prefersHeaders = true
        case .sendCompact(let preference):
            // Only compact blocks by wtxid are of use.
            guard preference.version == CompactBlockPreference.current else { break }
            peer.announcements.providesCompactBlocks = true
            peer.announcements.wantsHighBandwidth = preference.isHighBandwidth
            update(peer) { $0.isHighBandwidthFrom = preference.isHighBandwidth }
        case .wtxidRelay:
            _ = follow(peer.handshake.receivedWtxidRelay(), with: peer)
        case .sendAddressesV2:
            _ = follow(peer.handshake.receivedSendAddressesV2(), with: peer)
        case .feature(let feature):
            _ = follow(peer.handshake.received(feature), with: peer)
        case .sendReconciliation:
            Log.debug(
                .net,
                "sendtxrcncl from peer=\(peer.id) ignored, as our node does not have txreconciliation enabled"
            )
        default:
            return false
        }
        return true
    }

    private func converse(_ message: NetworkMessage, with peer: Peer, at microseconds: Int64) async {
        switch message {
        case .ping(let nonce):
            if peer.handshake.commonVersion > ProtocolVersion.beforePong { send(.pong(nonce ?? 0), to: peer) }
        case .pong(let nonce):
            receivedPong(nonce, from: peer, at: microseconds)
        case .inventory(let items):
            received(inventory: items, from: peer)
        case .headers(let headers):
            guard !view.isLoadingBlocks else {
                Log.debug(.net, "Unexpected headers message received from peer \(peer.id)")
                return
            }
            received(headers: headers, from: peer)
        case .block(let block):
            await received(block, from: peer)
        case .compactBlock(let block):
            await received(block, from: peer)
        case .blockTransactions(let transactions):
            await received(transactions, from: peer)
        case .addresses(let addresses), .addressesV2(let addresses):
            received(addresses: addresses, message.command, from: peer)
        case .getAddresses:
            receivedGetAddresses(from: peer)
        case .getData(let items):
            received(getData: items, from: peer)
        case .getBlocks(let request):
            received(getBlocks: request, from: peer)
        case .getHeaders(let request):
            received(getHeaders: request, from: peer)
        case .getBlockTransactions(let request):
            await received(request, from: peer)
        case .transaction(let transaction):
            received(transaction, from: peer)
        case .notFound(let items):
            received(notFound: items, from: peer)
        case .mempool:
            receivedMempoolRequest(from: peer)
        case .feeFilter(let rate):
            received(feeFilter: rate, from: peer)
        case .getFilters(let request):
            received(getFilters: request, from: peer)
        case .getFilterHeaders(let request):
            received(getFilterHeaders: request, from: peer)
        case .getFilterCheckpoints(let request):
            received(getFilterCheckpoints: request, from: peer)
        case .filter, .filterHeaders, .filterCheckpoints:
            // Nobody was asked for them.
            Log.debug(.net, "Unknown message type \"\(message.command)\" from peer=\(peer.id)")
        case .loadBloomFilter(let filter):
            received(filter, from: peer)
        case .addToBloomFilter(let element):
            received(filterElement: element, from: peer)
        case .clearBloomFilter:
            receivedClearFilter(from: peer)
        default:
            Log.debug(.net, "Unknown message type \"\(message.command)\" from peer=\(peer.id)")
        }
    }

    private func receivedPong(_ nonce: UInt64?, from peer: Peer, at microseconds: Int64) {
        switch peer.ping.received(nonce, at: microseconds) {
        case .matched(let duration):
            update(peer) { facts in
                facts.lastPingMicroseconds = duration
                facts.minimumPingMicroseconds = min(facts.minimumPingMicroseconds ?? .max, duration)
            }
        case .unexpected(let problem, let expected):
            Log.debug(
                .net,
                "pong peer=\(peer.id): \(problem), \(String(expected, radix: 16)) expected, "
                    + "\(String(nonce ?? 0, radix: 16)) received, \(nonce == nil ? 0 : 8) bytes")
        }
    }
}
