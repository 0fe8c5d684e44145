/// Durations and sizes in words.
public enum Words {
    /// A duration in its largest unit, or two: `3 weeks`, `1 year and 4 weeks`.
    public static func duration(_ seconds: Int64) -> String {
        let hour: Int64 = 3600
        let day = 24 * hour
        let week = 7 * day
        let year: Int64 = 31_556_952
        switch seconds {
        case ..<60: return count(max(0, seconds), "second")
        case ..<(2 * hour): return count(seconds / 60, "minute")
        case ..<(2 * day): return count(seconds / hour, "hour")
        case ..<(2 * week): return count(seconds / day, "day")
        case ..<year: return count(seconds / week, "week")
        default: return count(seconds / year, "year") + " and " + count(seconds % year / week, "week")
        }
    }

    /// A short duration: `2 m 5 s`, `3 h 0 m`, `1 d 4 h`.
    public static func age(_ seconds: Int64) -> String {
        switch seconds {
        case ..<60: "\(max(0, seconds)) s"
        case ..<3600: "\(seconds / 60) m \(seconds % 60) s"
        case ..<86400: "\(seconds / 3600) h \(seconds % 3600 / 60) m"
        default: "\(seconds / 86400) d \(seconds % 86400 / 3600) h"
        }
    }

    /// How long a call took, in the unit in which it has at most four digits before the point.
    public static func latency(_ microseconds: Int64) -> String {
        func tenths(_ value: Int64, _ unit: Int64, _ name: String) -> String {
            "\(value / unit).\(value % unit * 10 / unit) \(name)"
        }
        return switch max(0, microseconds) {
        case let value where value < 1000: "\(value) µs"
        case let value where value < 1_000_000: tenths(value, 1000, "ms")
        case let value: tenths(value, 1_000_000, "s")
        }
    }

    /// So many bytes, in the unit in which they are at most four digits.
    public static func bytes(_ count: UInt64) -> String {
        switch count {
        case ..<1000: "\(count) B"
        case ..<1_000_000: "\(count / 1000) kB"
        case ..<1_000_000_000: "\(count / 1_000_000) MB"
        default: "\(count / 1_000_000_000) GB"
        }
    }

    /// A number and what is counted.
    public static func count(_ number: Int64, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// A part of a whole in percent, rounded down so that only the whole is 100 %.
    public static func percent(_ fraction: Double) -> String {
        let hundredths = Int((fraction * 10_000).rounded(.down))
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
    }
}
