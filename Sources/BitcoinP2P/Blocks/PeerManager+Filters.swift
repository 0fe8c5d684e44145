import BitcoinChain
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// Filters of blocks for peers (BIP157).
extension PeerManager {
    /// BIP157: filters for one request.
    private static let maximumFilters = 1000
    /// BIP157: filter hashes for one request.
    private static let maximumFilterHeaders = 2000
    /// BIP157: the distance of checkpoints.
    private static let checkpointInterval = 1000

    func received(getFilters request: BlockFilterRequest, from peer: Peer) {
        guard let run = run(request, limit: Self.maximumFilters, peer) else { return }
        guard let filters = try? run.index.filters(of: run.hashes, from: run.start) else {
            return logMissing("Failed to find block filter in index", request)
        }
        for (hash, filter) in zip(run.hashes, filters) {
            let answer = BlockFilterAnswer(
                filterType: request.filterType, block: hash, filter: Bytes(filter.encoded))
            send(.filter(answer), to: peer)
        }
    }

    func received(getFilterHeaders request: BlockFilterRequest, from peer: Peer) {
        guard let run = run(request, limit: Self.maximumFilterHeaders, peer) else { return }
        var previous = Hash256.zero
        if run.start > 0 {
            guard let hash = run.previous,
                let header = try? run.index.header(of: hash, height: run.start - 1)
            else { return logMissing("Failed to find block filter header in index", request) }
            previous = header
        }
        guard let hashes = try? run.index.filterHashes(of: run.hashes, from: run.start) else {
            return logMissing("Failed to find block filter hashes in index", request)
        }
        let answer = FilterHeadersAnswer(
            filterType: request.filterType, stop: request.stop, previousHeader: previous, filterHashes: hashes
        )
        send(.filterHeaders(answer), to: peer)
    }

    func received(getFilterCheckpoints request: FilterCheckpointRequest, from peer: Peer) {
        guard let (stop, index) = source(request.filterType, stop: request.stop, peer) else { return }
        let view = view
        var headers: [Hash256] = []
        for height in stride(
            from: Self.checkpointInterval, through: view[stop].height, by: Self.checkpointInterval)
        {
            guard let node = view.tree.ancestor(of: stop, atHeight: height),
                let header = try? index.header(of: view[node].hash, height: height)
            else {
                Log.debug(
                    .net,
                    "Failed to find block filter header in index: filter_type=\(index.type.name), "
                        + "block_hash=\(request.stop)")
                return
            }
            headers.append(header)
        }
        let answer = FilterCheckpointAnswer(
            filterType: request.filterType, stop: request.stop, headers: headers)
        send(.filterCheckpoints(answer), to: peer)
    }

    /// Blocks that follow each other, and the index that has their filters.
    private struct FilterRun {
        let index: BlockFilterIndex
        let start: Int
        let previous: BlockHash?
        let hashes: [BlockHash]
    }

    private func run(_ request: BlockFilterRequest, limit: Int, _ peer: Peer) -> FilterRun? {
        guard let (stop, index) = source(request.filterType, stop: request.stop, peer) else { return nil }
        let view = view
        let height = view[stop].height
        let start = Int(request.startHeight)
        guard start <= height else {
            disconnect(
                peer,
                "peer sent invalid getcfilters/getcfheaders with start height \(start) and stop height \(height)"
            )
            return nil
        }
        guard height - start < limit else {
            disconnect(
                peer, "peer requested too many cfilters/cfheaders: \(height - start + 1) / \(limit)")
            return nil
        }
        var hashes: [BlockHash] = []
        hashes.reserveCapacity(height - start + 1)
        var walk: BlockNode? = stop
        while let node = walk, view[node].height >= start {
            hashes.append(view[node].hash)
            walk = view[node].parent
        }
        return FilterRun(
            index: index, start: start, previous: walk.map { view[$0].hash }, hashes: hashes.reversed())
    }

    /// The last block of a request, and the index, if a peer may have them.
    private func source(
        _ type: UInt8, stop: BlockHash, _ peer: Peer
    ) -> (stop: BlockNode, index: BlockFilterIndex)? {
        guard type == BlockFilterType.basic.rawValue, peer.info.localServices.contains(.compactFilters) else {
            disconnect(peer, "peer requested unsupported block filter type: \(type)")
            return nil
        }
        let view = view
        guard let node = view.find(stop), mayServe(node, in: view) else {
            disconnect(peer, "peer requested invalid block hash: \(stop)")
            return nil
        }
        guard let index = options.filters else {
            Log.debug(.net, "Filter index for supported type basic not found")
            return nil
        }
        return (node, index)
    }

    private func logMissing(_ problem: String, _ request: BlockFilterRequest) {
        Log.debug(
            .net,
            "\(problem): filter_type=basic, start_height=\(request.startHeight), stop_hash=\(request.stop)")
    }
}
