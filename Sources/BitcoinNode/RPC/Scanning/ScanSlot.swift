import Synchronization

/// The place of the one scan of a kind that may be under way. Others can watch it and end it.
final class ScanSlot: Sendable {
    /// How far a scan is.
    struct Progress: Sendable {
        /// In percent.
        var percent = 0
        /// The block that is being looked at, if blocks are.
        var height = 0
    }

    private struct Scan {
        var progress = Progress()
        var isAborted = false
    }

    private let scan = Mutex<Scan?>(nil)

    /// How far the scan is; nil if there is none.
    var progress: Progress? { scan.withLock { $0?.progress } }

    /// Takes the place, and gives it back when `body` ends. Nil if it is taken.
    func run<Result>(_ body: () async throws -> Result) async rethrows -> Result? {
        let isFree = scan.withLock { scan in
            guard scan == nil else { return false }
            scan = Scan()
            return true
        }
        guard isFree else { return nil }
        defer { scan.withLock { $0 = nil } }
        return try await body()
    }

    /// Asks the scan to end. False if there is none.
    func abort() -> Bool {
        scan.withLock { scan in
            scan?.isAborted = true
            return scan != nil
        }
    }

    /// Notes how far the scan is, in percent. Returns whether it should go on.
    func report(_ percent: Int, height: Int = 0) -> Bool {
        scan.withLock { scan in
            scan?.progress = Progress(percent: percent, height: height)
            return scan?.isAborted == false
        }
    }
}
