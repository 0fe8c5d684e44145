import BitcoinPrimitives

/// The rules that a header alone can break.
public enum HeaderChecks {
    /// The hash meets the target that the header claims.
    public static func checkProofOfWork(
        _ header: BlockHeader, hash: BlockHash, parameters: ConsensusParameters
    ) throws(BlockRejection) {
        guard
            ProofOfWork.isSatisfied(hash: hash, bits: header.bits, limit: parameters.proofOfWorkLimit)
        else {
            throw BlockRejection(.invalidHeader, "high-hash", debug: "proof of work failed")
        }
    }

    /// Everything that depends on the blocks before: target, time and version. `now` is the adjusted time in
    /// seconds since 1970.
    public static func checkContext<Entry: ChainEntry>(
        _ header: BlockHeader, after previous: Entry, now: Int64, parameters: ConsensusParameters
    ) throws(BlockRejection) {
        let height = previous.height + 1
        let time = Int64(header.time)
        guard
            header.bits == ProofOfWork.nextBits(after: previous, time: header.time, parameters: parameters)
        else {
            throw BlockRejection(.invalidHeader, "bad-diffbits", debug: "incorrect proof of work")
        }
        guard time > previous.medianTimePast else {
            throw BlockRejection(
                .invalidHeader, "time-too-old", debug: "block's timestamp is too early")
        }
        if parameters.enforcesBIP94, height % parameters.difficultyInterval == 0,
            time < Int64(previous.time) - ConsensusLimits.maximumTimewarpSeconds
        {
            throw BlockRejection(
                .invalidHeader, "time-timewarp-attack",
                debug: "block's timestamp is too early on diff adjustment block")
        }
        guard time <= now + ConsensusLimits.maximumFutureSeconds else {
            throw BlockRejection(
                .timeFuture, "time-too-new", debug: "block timestamp too far in the future")
        }
        let heights = parameters.activationHeights
        if (header.version < 2 && height >= heights.bip34)
            || (header.version < 3 && height >= heights.bip66)
            || (header.version < 4 && height >= heights.bip65)
        {
            let digits = String(UInt32(bitPattern: header.version), radix: 16)
            let text = "0x" + String(repeating: "0", count: 8 - digits.count) + digits
            throw BlockRejection(
                .invalidHeader, "bad-version(\(text))", debug: "rejected nVersion=\(text) block")
        }
    }
}
