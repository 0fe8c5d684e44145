/// BIP9's state machine: what a period's state is, given the blocks before it.
struct ThresholdCounter {
    let startTime: Int64
    let timeout: Int64
    let minimumActivationHeight: Int
    let period: Int
    let threshold: Int

    init(startTime: Int64, timeout: Int64, minimumActivationHeight: Int, period: Int, threshold: Int) {
        self.startTime = startTime
        self.timeout = timeout
        self.minimumActivationHeight = minimumActivationHeight
        self.period = period
        self.threshold = threshold
    }

    init(_ deployment: VersionBitsDeployment) {
        self.init(
            startTime: deployment.startTime, timeout: deployment.timeout,
            minimumActivationHeight: deployment.minimumActivationHeight, period: deployment.period,
            threshold: deployment.threshold)
    }

    /// The state for the block after `previous`.
    func state<Entry: ChainEntry>(
        after previous: Entry?, cache: inout [Entry?: ThresholdState], signals: (Entry) -> Bool
    ) -> ThresholdState {
        if startTime == VersionBitsDeployment.alwaysActive { return .active }
        if startTime == VersionBitsDeployment.neverActive { return .failed }

        // Go back period by period until a state is known, and forward again from there.
        var boundary = periodEnd(before: previous)
        var pending: [Entry] = []
        var state = ThresholdState.defined
        while true {
            if let known = cache[boundary] {
                state = known
                break
            }
            guard let entry = boundary, entry.medianTimePast >= startTime else {
                cache[boundary] = .defined
                break
            }
            pending.append(entry)
            boundary = entry.ancestor(at: entry.height - period)
        }
        for entry in pending.reversed() {
            state = next(state, at: entry, signals: signals)
            cache[entry] = state
        }
        return state
    }

    private func next<Entry: ChainEntry>(
        _ state: ThresholdState, at entry: Entry, signals: (Entry) -> Bool
    ) -> ThresholdState {
        switch state {
        case .defined:
            return entry.medianTimePast >= startTime ? .started : .defined
        case .started:
            if statistics(at: entry, signals: signals).count >= threshold { return .lockedIn }
            return entry.medianTimePast >= timeout ? .failed : .started
        case .lockedIn:
            return entry.height + 1 >= minimumActivationHeight ? .active : .lockedIn
        case .active, .failed:
            return state
        }
    }

    /// The count in the period of `entry`, up to it.
    func statistics<Entry: ChainEntry>(
        at entry: Entry, signals: (Entry) -> Bool
    ) -> ThresholdStatistics {
        let elapsed = 1 + entry.height % period
        var signalling = [Bool](repeating: false, count: elapsed)
        var current: Entry? = entry
        for position in stride(from: elapsed - 1, through: 0, by: -1) {
            guard let block = current else { break }
            signalling[position] = signals(block)
            current = block.parent
        }
        let count = signalling.count { $0 }
        return ThresholdStatistics(
            period: period, threshold: threshold, elapsed: elapsed, count: count,
            isPossible: period - threshold >= elapsed - count, signalling: signalling)
    }

    /// The height of the first block with the state that the block after `previous` has.
    func since<Entry: ChainEntry>(
        after previous: Entry?, cache: inout [Entry?: ThresholdState], signals: (Entry) -> Bool
    ) -> Int {
        if startTime == VersionBitsDeployment.alwaysActive { return 0 }
        if startTime == VersionBitsDeployment.neverActive { return 0 }
        let initial = state(after: previous, cache: &cache, signals: signals)
        guard initial != .defined, var boundary = periodEnd(before: previous) else { return 0 }
        while let earlier = boundary.ancestor(at: boundary.height - period),
            state(after: earlier, cache: &cache, signals: signals) == initial
        {
            boundary = earlier
        }
        return boundary.height + 1
    }

    /// The last block of the last whole period up to `previous`; nil before the first.
    private func periodEnd<Entry: ChainEntry>(before previous: Entry?) -> Entry? {
        previous.flatMap { $0.ancestor(at: $0.height - ($0.height + 1) % period) }
    }
}
