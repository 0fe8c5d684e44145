/// The states of all deployments, remembered for each period's last block.
///
/// The states are a function of the chain alone; this value only saves walking it again and again.
public struct VersionBitsCache<Entry: ChainEntry> {
    private var states: [[Entry?: ThresholdState]]
    private var warningStates: [[Entry?: ThresholdState]]

    /// Nothing remembered yet.
    public init(parameters: ConsensusParameters) {
        states = Array(repeating: [:], count: parameters.versionBitsDeployments.count)
        warningStates = Array(repeating: [:], count: VersionBits.signalBitCount)
    }

    /// The state of a deployment for the block after `previous`.
    public mutating func state(
        of index: Int, after previous: Entry?, parameters: ConsensusParameters
    ) -> ThresholdState {
        let deployment = parameters.versionBitsDeployments[index]
        return ThresholdCounter(deployment).state(after: previous, cache: &states[index]) {
            deployment.isSignalled(by: $0.version)
        }
    }

    /// The version that the block after `previous` should have.
    public mutating func nextVersion(after previous: Entry?, parameters: ConsensusParameters) -> Int32 {
        var version = VersionBits.topBits
        for (index, deployment) in parameters.versionBitsDeployments.enumerated() {
            switch state(of: index, after: previous, parameters: parameters) {
            case .started, .lockedIn: version |= deployment.mask
            case .defined, .active, .failed: break
            }
        }
        return version
    }

    /// Everything about a deployment at `block`.
    public mutating func status(
        of index: Int, at block: Entry, parameters: ConsensusParameters
    ) -> DeploymentStatus {
        let deployment = parameters.versionBitsDeployments[index]
        let counter = ThresholdCounter(deployment)
        let signals = { (entry: Entry) in deployment.isSignalled(by: entry.version) }
        let current = counter.state(after: block.parent, cache: &states[index], signals: signals)
        let next = counter.state(after: block, cache: &states[index], signals: signals)
        let since = counter.since(after: block.parent, cache: &states[index], signals: signals)
        var statistics: ThresholdStatistics?
        if current == .started || current == .lockedIn {
            var counted = counter.statistics(at: block, signals: signals)
            if current == .lockedIn {
                counted.threshold = 0
                counted.isPossible = false
            }
            statistics = counted
        }
        let activeSince: Int? =
            current == .active ? since : next == .active ? block.height + 1 : nil
        return DeploymentStatus(
            since: since, current: current, next: next, statistics: statistics, activeSince: activeSince)
    }

    /// Bits that miners signal without this node knowing why, and whether the rule is likely active by now.
    public mutating func unknownActivations(
        at tip: Entry, parameters: ConsensusParameters, isTestChain: Bool
    ) -> [(bit: Int, isActive: Bool)] {
        let period = isTestChain ? parameters.difficultyInterval : 2016
        let threshold = isTestChain ? period * 3 / 4 : 1815
        var found: [(bit: Int, isActive: Bool)] = []
        for bit in 0..<VersionBits.signalBitCount {
            let counter = ThresholdCounter(
                startTime: 0, timeout: .max, minimumActivationHeight: 0, period: period, threshold: threshold)
            var cache = warningStates[bit]
            var known = self
            let state = counter.state(after: tip, cache: &cache) { entry in
                entry.height >= parameters.minimumVersionBitsWarningHeight
                    && VersionBits.isInUse(entry.version) && entry.version >> Int32(bit) & 1 != 0
                    && known.nextVersion(after: entry.parent, parameters: parameters) >> Int32(bit) & 1 == 0
            }
            self = known
            warningStates[bit] = cache
            if state == .active || state == .lockedIn { found.append((bit, state == .active)) }
        }
        return found
    }
}
