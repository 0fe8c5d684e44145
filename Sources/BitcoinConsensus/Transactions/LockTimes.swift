import BitcoinPrimitives

extension Transaction {
    /// True if a block with this height and time may hold the transaction.
    ///
    /// `time` is the median time past of the block before since BIP113, the block's own before that.
    public func isFinal(height: Int, time: Int64) -> Bool {
        if lockTime == 0 { return true }
        let limit = lockTime < ConsensusLimits.lockTimeThreshold ? Int64(height) : time
        if Int64(lockTime) < limit { return true }
        return inputs.allSatisfy { $0.sequence == TransactionInput.finalSequence }
    }

    /// Whether an input has a relative lock time (BIP68).
    public var hasRelativeLocks: Bool {
        version >= 2 && inputs.contains { $0.sequence & RelativeLock.disabled == 0 }
    }
}

/// The fields of an input's sequence (BIP68).
public enum RelativeLock {
    /// Set: the sequence is no lock.
    public static let disabled: UInt32 = 1 << 31
    /// Set: the lock is a time in units of 512 seconds, else a number of blocks.
    public static let isTime: UInt32 = 1 << 22
    /// The bits that hold the number.
    public static let mask: UInt32 = 0xffff
    /// Units of 2^9 seconds.
    public static let timeGranularity: UInt32 = 9
}

/// The last height and the last time at which a transaction's relative locks still hold (BIP68).
public struct SequenceLocks: Sendable, Hashable {
    /// The last height; -1 if none is too low.
    public let height: Int
    /// The last median time past; -1 if none is too early.
    public let time: Int64

    /// Reads the locks. `coinHeights` are the heights at which the inputs' coins were made, `block` is the block
    /// that is to hold the transaction; without `isEnforced` there are no locks.
    public init<Entry: ChainEntry>(
        _ transaction: Transaction, coinHeights: [Int], before previous: Entry, isEnforced: Bool
    ) {
        var lastHeight = -1
        var lastTime: Int64 = -1
        if isEnforced && transaction.version >= 2 {
            for (input, coinHeight) in zip(transaction.inputs, coinHeights)
            where input.sequence & RelativeLock.disabled == 0 {
                let count = input.sequence & RelativeLock.mask
                if input.sequence & RelativeLock.isTime != 0 {
                    // Counted from the earliest time that the coin's block could have.
                    let reference = min(max(coinHeight - 1, 0), previous.height)
                    let coinTime = previous.ancestor(at: reference)?.medianTimePast ?? 0
                    lastTime = max(
                        lastTime, coinTime + Int64(count) << Int64(RelativeLock.timeGranularity) - 1)
                } else {
                    lastHeight = max(lastHeight, coinHeight + Int(count) - 1)
                }
            }
        }
        height = lastHeight
        time = lastTime
    }

    /// True if the block after `previous` may hold the transaction.
    public func areSatisfied<Entry: ChainEntry>(after previous: Entry) -> Bool {
        height < previous.height + 1 && time < previous.medianTimePast
    }
}
