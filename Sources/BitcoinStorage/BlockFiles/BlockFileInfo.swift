import BitcoinSupport

/// What is known of one pair of block and undo files; pruning decides by it.
public struct BlockFileInfo: Equatable, Sendable {
    /// Blocks in the file.
    public var blockCount: UInt32 = 0
    /// Used bytes of the block file.
    public var size: UInt32 = 0
    /// Used bytes of the undo file.
    public var undoSize: UInt32 = 0
    /// Lowest height of a block in it.
    public var firstHeight: UInt32 = 0
    /// Highest height of a block in it.
    public var lastHeight: UInt32 = 0
    /// Earliest time of a block in it.
    public var firstTime: UInt64 = 0
    /// Latest time of a block in it.
    public var lastTime: UInt64 = 0

    /// An empty file.
    public init() {}

    /// Counts a block in. The size is not touched.
    public mutating func add(height: UInt32, time: UInt64) {
        if blockCount == 0 || firstHeight > height { firstHeight = height }
        if blockCount == 0 || firstTime > time { firstTime = time }
        blockCount += 1
        lastHeight = max(lastHeight, height)
        lastTime = max(lastTime, time)
    }
}

extension BlockFileInfo: CustomStringConvertible {
    /// As the log shows it.
    public var description: String {
        "CBlockFileInfo(blocks=\(blockCount), size=\(size), heights=\(firstHeight)...\(lastHeight), "
            + "time=\(ISO8601.date(Int64(clamping: firstTime)))...\(ISO8601.date(Int64(clamping: lastTime))))"
    }
}
