import Glibc
import Synchronization

/// The node's idea of the time of day, which tests set with `setmocktime` and `-mocktime`.
///
/// Everything that the protocol or the user sees asks `now`. Time-outs and measurements use Swift's own
/// clocks, which no mock changes.
public enum NodeClock {
    private static let mockSeconds = Atomic<Int64>(0)

    /// Seconds since 1970, mocked if a mock time is set.
    public static var now: Int64 {
        let mock = mockSeconds.load(ordering: .relaxed)
        return mock != 0 ? mock : systemMicroseconds / 1_000_000
    }

    /// Microseconds since 1970; whole seconds if a mock time is set.
    public static var nowMicroseconds: Int64 {
        let mock = mockSeconds.load(ordering: .relaxed)
        return mock != 0 ? mock * 1_000_000 : systemMicroseconds
    }

    /// The mock time in seconds since 1970, or `nil` if the real time is in force.
    public static var mockTime: Int64? {
        let mock = mockSeconds.load(ordering: .relaxed)
        return mock == 0 ? nil : mock
    }

    /// Sets the mock time; 0 or `nil` goes back to the real time.
    public static func setMockTime(_ seconds: Int64?) {
        mockSeconds.store(seconds ?? 0, ordering: .relaxed)
    }

    /// Microseconds since 1970 by the system's clock, never mocked.
    public static var systemMicroseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
