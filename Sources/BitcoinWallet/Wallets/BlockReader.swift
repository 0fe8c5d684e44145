import BitcoinInterfaces

/// Reads the active chain from the node in runs of blocks, the next of which travels while one is looked at.
struct BlockReader {
    /// How many blocks are asked for at once; the node gives fewer where they are long.
    private static let runLength: Int32 = 500

    private let chain: any Chain
    private var run: [ChainBlock] = []
    private var runStart: Int32 = 0
    private var next: (start: Int32, blocks: Task<[ChainBlock], any Error>)?

    init(_ chain: any Chain) {
        self.chain = chain
    }

    /// The block at a height; `nil` above the tip.
    ///
    /// - Parameter limit: the last height that will be asked for; `nil` if those that follow may be left out.
    nonisolated(nonsending) mutating func block(
        at height: Int32, readingAheadTo limit: Int32?
    ) async throws -> ChainBlock? {
        if let known = known(height) { return known }
        if let next, next.start == height {
            run = try await next.blocks.value
        } else {
            next?.blocks.cancel()
            run = try await chain.getBlocks(from: height, maximumCount: limit == nil ? 1 : Self.runLength)
        }
        runStart = height
        next = nil
        let following = height + Int32(clamping: run.count)
        if let limit, !run.isEmpty, following <= limit {
            let chain = chain
            next = (
                following, Task { try await chain.getBlocks(from: following, maximumCount: Self.runLength) }
            )
        }
        return known(height)
    }

    private func known(_ height: Int32) -> ChainBlock? {
        let index = Int(height) - Int(runStart)
        return run.indices.contains(index) ? run[index] : nil
    }

    /// Ends what travels.
    func cancel() { next?.blocks.cancel() }
}
