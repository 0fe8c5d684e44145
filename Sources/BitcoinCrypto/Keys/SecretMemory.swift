import Glibc
import Synchronization

/// Where secrets lie: memory that is not swapped out, as far as the system's limit allows, and that no core dump holds.
///
/// It comes in arenas of 256 KiB, as upstream's `LockedPool`. Pieces are handed out in multiples of 16 bytes, from the
/// first gap that is large enough. A piece belongs to who got it until it is given back.
public enum SecretMemory {
    /// How much of it there is, in bytes.
    public struct Usage: Sendable, Equatable {
        /// Bytes in pieces that are in use.
        public var used = 0
        /// Bytes in gaps.
        public var free = 0
        /// Bytes that the system agreed to keep in memory.
        public var locked = 0
        /// Pieces in use.
        public var chunksUsed = 0
        /// Gaps.
        public var chunksFree = 0

        /// All of it.
        public var total: Int { used + free }
    }

    private static let pool = Mutex(SecretArenas())

    /// How much there is now.
    public static var usage: Usage { pool.withLock { $0.usage } }

    /// A piece of zeroes of at least one byte.
    static func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
        let address = pool.withLock { UInt(bitPattern: $0.allocate(count)) }
        return UnsafeMutableRawBufferPointer(
            start: UnsafeMutableRawPointer(bitPattern: address), count: count)
    }

    /// Clears a piece and takes it back.
    static func deallocate(_ piece: UnsafeMutableRawBufferPointer) {
        guard let start = piece.baseAddress else { return }
        explicit_bzero(start, piece.count)
        let address = UInt(bitPattern: start)
        pool.withLock { $0.deallocate(address, count: piece.count) }
    }
}
