import BitcoinPrimitives
import BitcoinStorage
import Synchronization
import Testing

@testable import BitcoinChain

/// Why indexes could not go on.
final class IndexFailures: Sendable {
    private let texts = Mutex<[String]>([])

    func add(_ text: String) { texts.withLock { $0.append(text) } }
    var all: [String] { texts.withLock { $0 } }
}

extension ChainIndexes.Options {
    /// Every index that can be had, on a node that prunes or one that does not.
    static func all(pruning: Bool = false) -> Self {
        var options = Self()
        options.hasTransactions = !pruning
        options.hasSpenders = !pruning
        options.filters = BlockFilterType.allCases
        options.hasCoinStatistics = true
        options.transactionCacheBytes = 1 << 20
        options.spenderCacheBytes = 1 << 20
        options.filterCacheBytes = 1 << 20
        return options
    }
}

extension ChainIndexes {
    /// Opens indexes, brings them to the tip, and closes them when `body` ends.
    static func with<Result>(
        _ options: Options, _ chain: ChainManager, failures: IndexFailures = IndexFailures(),
        _ body: (ChainIndexes) async throws -> Result
    ) async throws -> Result {
        let indexes = try await ChainIndexes(options, chain: chain) { failures.add($0) }
        do {
            try await indexes.start()
            await indexes.waitUntilBuilt()
            let result = try await body(indexes)
            await indexes.stop()
            return result
        } catch {
            await indexes.stop()
            throw error
        }
    }

    /// Waits until all indexes have come to the tip, or cannot go on.
    func waitUntilBuilt() async {
        for follower in followers {
            for _ in 0..<6_000 where !follower.status.isSynchronized {
                try? await Task.sleep(for: .milliseconds(10))
            }
            _ = await follower.waitUntilSynchronized()
        }
    }

    /// What the indexes know of a block, for comparing.
    func summary(of block: BlockSnapshot) throws -> String {
        let totals = try coinStatistics?.totals(after: block.hash, height: block.height)
        let header = try filters[.basic]?.header(of: block.hash, height: block.height)
        let filter = try filters[.basic]?.filter(of: block.hash, height: block.height)
        return
            "\(String(describing: totals)) \(String(describing: header)) \(String(describing: filter?.encoded))"
    }
}
