/// Bounds how much each line of the source may write to the log file within a time window.
struct LogRateLimiter: Sendable {
    enum Verdict {
        /// Fits the allowance.
        case pass
        /// The first message that does not fit; it is still written.
        case startsSuppression
        /// Dropped.
        case suppressed
    }

    private struct Place: Hashable {
        let file: UInt
        let line: UInt
    }

    private struct Allowance {
        var available: Int
        var dropped = 0
        let source: LogSource
    }

    /// 1 MiB per source line and hour.
    static let defaultMaximum = 1 << 20
    static let defaultWindowSeconds: Int64 = 3600

    let maximumBytes: Int
    let windowSeconds: Int64
    private var allowances: [Place: Allowance] = [:]
    private var windowStart: Int64
    private(set) var isSuppressing = false

    init(
        maximumBytes: Int = defaultMaximum, windowSeconds: Int64 = defaultWindowSeconds,
        now: Int64 = NodeClock.systemMicroseconds / 1_000_000
    ) {
        self.maximumBytes = maximumBytes
        self.windowSeconds = windowSeconds
        windowStart = now
    }

    /// Takes the bytes of a message from the allowance of its source line.
    mutating func consume(_ bytes: Int, from source: LogSource) -> Verdict {
        let place = Place(file: UInt(bitPattern: source.file.utf8Start), line: source.line)
        var allowance = allowances[place] ?? Allowance(available: maximumBytes, source: source)
        defer { allowances[place] = allowance }
        let wasSuppressed = allowance.dropped > 0
        guard bytes > allowance.available else {
            allowance.available -= bytes
            return wasSuppressed ? .suppressed : .pass
        }
        allowance.dropped += bytes
        allowance.available = 0
        isSuppressing = true
        return wasSuppressed ? .suppressed : .startsSuppression
    }

    /// Begins a new window if the old one has passed; gives the sources that lost messages, and how many
    /// bytes each lost.
    mutating func startNewWindowIfDue(now: Int64) -> [(source: LogSource, droppedBytes: Int)] {
        guard now >= windowStart + windowSeconds || now < windowStart else { return [] }
        windowStart = now
        defer {
            allowances.removeAll()
            isSuppressing = false
        }
        return allowances.values.filter { $0.dropped > 0 }.map { ($0.source, $0.dropped) }
    }
}
