/// How important a message is.
public enum LogLevel: UInt8, Sendable, Comparable, CaseIterable {
    /// High-volume detail for developers.
    case trace
    /// Noisy, but usable in production.
    case debug
    /// What every user may see; always logged.
    case info
    /// Something is not as it should be.
    case warning
    /// Something failed.
    case error

    /// The name in log lines and options.
    public var name: String {
        switch self {
        case .trace: "trace"
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }

    /// The levels that a user can choose, from the quietest.
    static let selectable: [LogLevel] = [.info, .debug, .trace]

    /// A level that a user can choose, by its name.
    static func selectable(named name: String) -> LogLevel? {
        selectable.first { $0.name == name }
    }

    /// Orders levels by importance.
    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}
