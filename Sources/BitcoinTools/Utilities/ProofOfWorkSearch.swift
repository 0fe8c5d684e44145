import BitcoinCrypto
import BitcoinPrimitives
import Glibc
import Synchronization

/// A search for the nonce of a header, by all processors of the machine.
struct ProofOfWorkSearch {
    private let header: BlockHeader
    /// The highest hash that satisfies the header's own target; nil if it has none.
    private let target: UInt256?

    /// How many hashes each task makes before it looks whether another one has found a nonce.
    private static let hashesBetweenLooks = 5000

    /// A search over all nonces, whatever the header's is now.
    init(_ header: BlockHeader) {
        self.header = header
        let decoded = CompactTarget(header.bits).decoded
        let isTarget = !decoded.isNegative && !decoded.overflows && !decoded.target.isZero
        target = isTarget ? decoded.target : nil
    }

    /// A nonce that satisfies the target; nil if there is none.
    func nonce(processors: Int = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) async -> UInt32? {
        guard let target else { return nil }
        return await withTaskGroup { group in
            let isFound = Flag()
            for first in 0..<processors {
                group.addTask {
                    search(from: UInt32(first), step: UInt32(processors), target, isFound)
                }
            }
            var found: UInt32?
            for await nonce in group { found = found ?? nonce }
            return found
        }
    }

    private func search(from first: UInt32, step: UInt32, _ target: UInt256, _ isFound: Flag) -> UInt32? {
        var header = header
        var untilLook = Self.hashesBetweenLooks
        var next: UInt32? = first
        while let nonce = next {
            header.nonce = nonce
            if UInt256(header.hash.hash) <= target {
                isFound.raise()
                return nonce
            }
            untilLook -= 1
            if untilLook == 0 {
                if isFound.isRaised { return nil }
                untilLook = Self.hashesBetweenLooks
            }
            let (sum, isLast) = nonce.addingReportingOverflow(step)
            next = isLast ? nil : sum
        }
        return nil
    }

    /// Tells all tasks to stop.
    private final class Flag: Sendable {
        private let value = Atomic(false)

        var isRaised: Bool { value.load(ordering: .relaxed) }

        func raise() { value.store(true, ordering: .relaxed) }
    }
}
