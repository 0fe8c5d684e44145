import BitcoinCrypto
import BitcoinPrimitives
import Glibc
import Synchronization

/// A search for the nonce of a header, by all processors of the machine.
struct ProofOfWorkSearch {
    private let header: BlockHeader
    /// The highest hash that satisfies the header's own target; nil if it has none.
    private let target: UInt256?

    /// How many hashes a thread makes before it looks whether another one has found a nonce.
    private static let hashesBetweenLooks = 5000

    /// A search over all nonces, whatever the header's is now.
    init(_ header: BlockHeader) {
        self.header = header
        let decoded = CompactTarget(header.bits).decoded
        let isTarget = !decoded.isNegative && !decoded.overflows && !decoded.target.isZero
        target = isTarget ? decoded.target : nil
    }

    /// A nonce that satisfies the target; nil if there is none.
    func nonce(processors: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN))) -> UInt32? {
        guard let target else { return nil }
        let count = UInt32(clamping: max(1, processors))
        let find = Find()
        let searches: [@Sendable () -> Void] = (0..<count).map { first in
            { @Sendable in search(from: first, step: count, target, find) }
        }
        // Where there is no thread to be had, this one does its share.
        let threads = searches.dropFirst().map { SearchThread($0) }
        for (thread, search) in zip(threads, searches.dropFirst()) where thread == nil { search() }
        searches[0]()
        for thread in threads { thread?.join() }
        return find.nonce
    }

    private func search(from first: UInt32, step: UInt32, _ target: UInt256, _ find: Find) {
        var header = header
        var untilLook = Self.hashesBetweenLooks
        var next: UInt32? = first
        while let nonce = next {
            header.nonce = nonce
            if UInt256(header.hash.hash) <= target { return find.set(nonce) }
            untilLook -= 1
            if untilLook == 0 {
                if find.nonce != nil { return }
                untilLook = Self.hashesBetweenLooks
            }
            let (sum, isLast) = nonce.addingReportingOverflow(step)
            next = isLast ? nil : sum
        }
    }

    /// What the first lucky thread has found.
    private final class Find: Sendable {
        private let value = Mutex<UInt32?>(nil)

        var nonce: UInt32? { value.withLock { $0 } }

        func set(_ nonce: UInt32) { value.withLock { $0 = $0 ?? nonce } }
    }
}

/// A thread of the system that runs to its end.
private struct SearchThread {
    private let thread: pthread_t

    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a thread; nil if the system refuses.
    init?(_ body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let error = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard error == 0 else {
            work.release()
            return nil
        }
        self.thread = thread
    }

    /// Waits for its end.
    func join() { pthread_join(thread, nil) }
}
