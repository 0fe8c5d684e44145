import BitcoinPrimitives

/// Targets: how they are checked, and what the next one has to be.
public enum ProofOfWork {
    /// The target that `bits` stand for; nil if it is zero, negative or above the network's limit.
    public static func target(bits: UInt32, limit: UInt256) -> UInt256? {
        let decoded = CompactTarget(bits).decoded
        guard !decoded.isNegative, !decoded.overflows, !decoded.target.isZero, decoded.target <= limit
        else { return nil }
        return decoded.target
    }

    /// True if `hash` is at most the target that `bits` stand for.
    public static func isSatisfied(hash: BlockHash, bits: UInt32, limit: UInt256) -> Bool {
        guard let target = target(bits: bits, limit: limit) else { return false }
        return UInt256(hash.hash) <= target
    }

    /// The expected number of hashes for a block with this target: 2^256 / (target + 1).
    public static func work(bits: UInt32) -> UInt256 {
        let decoded = CompactTarget(bits).decoded
        guard !decoded.isNegative, !decoded.overflows, !decoded.target.isZero else { return .zero }
        return ~decoded.target / (decoded.target + .one) + .one
    }

    /// The bits that a block with time `time` after `last` must have.
    public static func nextBits<Entry: ChainEntry>(
        after last: Entry, time: UInt32, parameters: ConsensusParameters
    ) -> UInt32 {
        let interval = parameters.difficultyInterval
        guard (last.height + 1) % interval == 0 else {
            guard parameters.allowsMinimumDifficulty else { return last.bits }
            return minimumDifficultyBits(after: last, time: time, parameters: parameters)
        }
        guard !parameters.noRetargeting, let first = last.ancestor(at: last.height - (interval - 1)) else {
            return last.bits
        }
        // BIP94 starts from the period's first block, which cannot have used the minimum-difficulty rule.
        return retarget(
            bits: parameters.enforcesBIP94 ? first.bits : last.bits,
            timespan: Int64(last.time) - Int64(first.time), parameters: parameters)
    }

    /// Test networks: a block 20 minutes late may have the least difficulty, and the next one goes back to
    /// what the last ordinary block had.
    private static func minimumDifficultyBits<Entry: ChainEntry>(
        after last: Entry, time: UInt32, parameters: ConsensusParameters
    ) -> UInt32 {
        let limit = CompactTarget(parameters.proofOfWorkLimit).bits
        if Int64(time) > Int64(last.time) + 2 * parameters.targetSpacingSeconds { return limit }
        var entry = last
        while entry.height % parameters.difficultyInterval != 0, entry.bits == limit,
            let parent = entry.parent
        {
            entry = parent
        }
        return entry.bits
    }

    /// The target scaled by the time that the period took, within a factor of four.
    static func retarget(bits: UInt32, timespan: Int64, parameters: ConsensusParameters) -> UInt32 {
        let wanted = parameters.targetTimespanSeconds
        let bounded = min(max(timespan, wanted / 4), wanted * 4)
        let scaled = CompactTarget(bits).decoded.target * UInt64(bounded) / UInt64(wanted)
        return CompactTarget(min(scaled, parameters.proofOfWorkLimit)).bits
    }

    /// True if a header at `height` may have `newBits` after one with `oldBits`, whatever the times were.
    ///
    /// Headers that cannot be looked up yet are held to this, so that nobody fills memory with cheap ones.
    public static func isTransitionPermitted(
        height: Int, from oldBits: UInt32, to newBits: UInt32, parameters: ConsensusParameters
    ) -> Bool {
        if parameters.allowsMinimumDifficulty { return true }
        guard height % parameters.difficultyInterval == 0 else { return oldBits == newBits }
        let wanted = parameters.targetTimespanSeconds
        let new = CompactTarget(newBits).decoded.target
        let easiest = retarget(bits: oldBits, timespan: wanted * 4, parameters: parameters)
        let hardest = retarget(bits: oldBits, timespan: wanted / 4, parameters: parameters)
        return new <= CompactTarget(easiest).decoded.target && new >= CompactTarget(hardest).decoded.target
    }
}
