/// Where the library's log lines go.
///
/// The program's own log is plugged in here. A message is built only if its level is wanted, so that a quiet
/// log costs one call per line.
public struct IPCLogger: Sendable {
    /// How much a line matters, in the terms of `-loglevel`.
    public enum Level: Int, Sendable, Comparable {
        case trace, debug, info, warning, error

        /// Less important comes first.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    private let isWanted: @Sendable (Level) -> Bool
    private let write: @Sendable (Level, String) -> Void

    /// Makes a logger of a question, which must be cheap, and of what takes the lines.
    public init(
        isWanted: @escaping @Sendable (Level) -> Bool, write: @escaping @Sendable (Level, String) -> Void
    ) {
        self.isWanted = isWanted
        self.write = write
    }

    /// Drops every line.
    public static let silent = IPCLogger(isWanted: { _ in false }, write: { _, _ in })

    @inline(__always)
    func log(_ level: Level, _ message: () -> String) {
        if isWanted(level) { write(level, message()) }
    }
}
