import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// A search for the blocks that have to do with some scripts, by the blocks' filters.
struct BlockScan: Sendable {
    let node: NodeContext
    let index: BlockFilterIndex
    let scripts: Set<Bytes>
    /// The first and the last block to look at.
    let range: (first: BlockSnapshot, last: BlockSnapshot)
    /// Whether blocks that match by chance are to be left out, by looking into the blocks themselves.
    let excludesFalsePositives: Bool

    /// What was found.
    struct Result: Sendable {
        /// The height of the last block that was looked at.
        var lastHeight: Int
        /// The blocks that match.
        var matches: [BlockHash] = []
        /// Whether all blocks were looked at.
        var isComplete = true
    }

    /// How many blocks are looked at between two reports.
    private static let chunk = 10_000

    /// Looks at all blocks. `report` is told how far it is, in percent, and the height; it returns whether to go on.
    func run(_ report: (Int, Int) -> Bool) async throws -> Result {
        let chain = try node.chainForCommands
        let first = range.first.height
        let last = range.last.height
        var result = Result(lastHeight: first)
        var height = first
        var isFirstChunk = true
        repeat {
            if node.shutdown.isRequested { throw RPCError(.notConnected, "Shutting down") }
            let done = last > first ? 100 * (result.lastHeight - first) / (last - first) : 100
            guard report(isFirstChunk ? 0 : done, result.lastHeight) else {
                result.isComplete = false
                break
            }
            isFirstChunk = false
            let end = min(height + Self.chunk, last)
            guard let stop = await chain.ancestor(of: range.last.hash, atHeight: end) else { break }
            for (offset, hash) in await chain.hashes(from: height, to: stop.hash).enumerated() {
                guard let filter = try index.filter(of: hash, height: height + offset),
                    try filter.scripts.containsAny(scripts), try await isRelevant(hash)
                else { continue }
                result.matches.append(hash)
            }
            result.lastHeight = end
            height = end + 1
        } while height <= last
        return result
    }

    /// Whether a block whose filter matches is wanted.
    private func isRelevant(_ hash: BlockHash) async throws -> Bool {
        guard excludesFalsePositives else { return true }
        let snapshot = try await node.knownBlock(hash)
        let block = try await node.blockOnDisk(snapshot)
        let outputs = block.transactions.lazy.flatMap(\.outputs)
        if outputs.contains(where: { scripts.contains($0.scriptPubKey.bytes) }) { return true }
        let spent = try await node.undoOnDisk(snapshot).transactions.lazy.joined()
        return spent.contains { scripts.contains($0.output.scriptPubKey.bytes) }
    }
}
