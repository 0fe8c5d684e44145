import BitcoinChain
import BitcoinInterfaces
import BitcoinStorage
import BitcoinSupport

/// Blocks in runs, as they are told to wallets.
extension ChainManager {
    /// So many blocks, and so many bytes of them, are told at once at most.
    private static let longestRun = 1000
    private static let largestRun = 4 << 20

    /// How many blocks may be in a run for which so many were asked for.
    static func runLength(_ count: Int32 = .max) -> Int { min(Int(count), longestRun) }

    /// The first of these blocks as they are on disk: as many as are not too long together, and at least one.
    nonisolated func run(of blocks: [BlockSnapshot]) -> [ChainBlock] {
        var run: [ChainBlock] = []
        var size = 0
        for block in blocks {
            var data: [UInt8] = []
            if let position = block.dataPosition {
                do throws(StorageError) {
                    data = try blockFiles.readBlock(at: position)
                } catch {
                    // A file that cannot be read is the same to a wallet as one that was removed.
                    Log.error("Block \(block.hash) cannot be read: \(error)")
                }
            }
            size += data.count
            guard run.isEmpty || size <= Self.largestRun else { break }
            run.append(ChainBlock(hash: block.hash, maximumTimeSeconds: block.maximumTime, data: data))
        }
        return run
    }
}
