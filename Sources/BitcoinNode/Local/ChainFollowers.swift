import Synchronization

/// Those who follow the chain by way of one ``LocalChain``.
final class ChainFollowers: Sendable {
    private struct Reference: Sendable {
        weak let follower: ChainFollower?
    }

    private let references = Mutex<[Reference]>([])

    /// Those that have not ended.
    var running: [ChainFollower] {
        references.withLock { references in
            references.removeAll { $0.follower == nil }
            return references.compactMap(\.follower)
        }
    }

    /// Adds one.
    func add(_ follower: ChainFollower) {
        references.withLock { $0.append(Reference(follower: follower)) }
    }
}
