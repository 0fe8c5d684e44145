import BitcoinPrimitives
import BitcoinStorage

/// What a search of all coins for scripts has found.
public struct CoinSearch: Sendable {
    /// A coin that was found.
    public struct Match: Sendable {
        /// Which output it is.
        public let outPoint: OutPoint
        /// The coin.
        public let coin: Coin
        /// The block of its transaction.
        public let block: BlockHash
    }

    /// The block up to which the coins were right.
    public let tip: BlockSnapshot
    /// Whether all coins were looked at; false if the search was ended before.
    public let isComplete: Bool
    /// How many coins were looked at.
    public let examinedCount: Int
    /// What was found, in the order of transaction ids and indexes.
    public let matches: [Match]
}

extension ChainManager {
    /// After so many coins a search tells how far it is.
    private static let searchStep = 8192

    /// Looks for all coins with one of some scripts. The chain goes on meanwhile; the result is of the tip when
    /// the search began.
    ///
    /// - Parameter progress: is told the percentage of the way that is done; returns whether to go on.
    public nonisolated func findCoins(
        withScripts scripts: Set<Script>, progress: @Sendable (Int) -> Bool
    ) async throws -> CoinSearch {
        let snapshot = try await coinsSnapshot()
        var found: [(outPoint: OutPoint, coin: Coin)] = []
        var count = 0
        var isComplete = true
        while let (outPoint, coin) = try snapshot.next() {
            count += 1
            if count % Self.searchStep == 0 {
                // Transaction ids are spread evenly, so the first bytes of one say how far it is.
                let bytes = outPoint.txid.hash.bytes
                guard progress((Int(bytes[0]) << 8 | Int(bytes[1])) * 100 / 65536) else {
                    isComplete = false
                    break
                }
                await Task.yield()
            }
            if scripts.contains(coin.output.scriptPubKey) { found.append((outPoint, coin)) }
        }
        if isComplete { _ = progress(100) }
        found.sort {
            ($0.outPoint.txid, $0.outPoint.index) < ($1.outPoint.txid, $1.outPoint.index)
        }
        return try await describe(found, at: snapshot.bestBlock, isComplete: isComplete, count: count)
    }

    /// Adds the blocks of coins to what was found.
    private func describe(
        _ found: [(outPoint: OutPoint, coin: Coin)], at tip: BlockHash, isComplete: Bool, count: Int
    ) throws -> CoinSearch {
        guard let node = state.tree.find(tip) else { throw ChainError("Unable to read UTXO set") }
        let matches = try found.map { outPoint, coin in
            guard let block = state.tree.ancestor(of: node, atHeight: Int(coin.height)) else {
                throw ChainError("The coin \(outPoint) comes from above the tip", remedy: .reindex)
            }
            return CoinSearch.Match(outPoint: outPoint, coin: coin, block: state.tree[block].hash)
        }
        return CoinSearch(
            tip: state.snapshot(node), isComplete: isComplete, examinedCount: count, matches: matches)
    }
}
