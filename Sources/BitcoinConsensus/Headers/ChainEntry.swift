import BitcoinPrimitives

/// A header in a tree of headers, as the rules look at it: its own fields and the way back.
///
/// The block index conforms; the rules are generic over it, so that they neither copy nor box entries.
public protocol ChainEntry: Hashable {
    /// The number of blocks before this one.
    var height: Int { get }
    /// The header's version.
    var version: Int32 { get }
    /// The header's time, seconds since 1970.
    var time: UInt32 { get }
    /// The header's target.
    var bits: UInt32 { get }
    /// The block before this one; nil for the genesis block.
    var parent: Self? { get }

    /// The block at `height` on the way back to the genesis block; nil if `height` is not in 0...self.height.
    func ancestor(at height: Int) -> Self?
}

extension ChainEntry {
    /// Walks back one block at a time. A block index has a faster way.
    public func ancestor(at height: Int) -> Self? {
        guard height >= 0, height <= self.height else { return nil }
        var entry = self
        while entry.height > height {
            guard let parent = entry.parent else { return nil }
            entry = parent
        }
        return entry
    }

    /// The median of the times of this block and the ten before it (BIP113).
    public var medianTimePast: Int64 {
        var times = InlineArray<11, UInt32>(repeating: .max)
        var count = 0
        var entry: Self? = self
        // Insertion into a sorted row of eleven.
        while let current = entry, count < ConsensusLimits.medianTimeSpan {
            var slot = count
            while slot > 0 && times[slot - 1] > current.time {
                times[slot] = times[slot - 1]
                slot -= 1
            }
            times[slot] = current.time
            count += 1
            entry = current.parent
        }
        return Int64(times[count / 2])
    }
}
