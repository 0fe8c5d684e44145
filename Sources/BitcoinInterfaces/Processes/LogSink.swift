/// Where a spawned process sends its log lines, so that they land in the one `debug.log` of its parent.
public protocol LogSink: Sendable {
    /// Writes entries in their order and returns when they have been written, so that a chatty process waits
    /// for its parent's disk instead of filling its memory.
    func write(_ entries: [LogEntry]) async throws
}

/// One line for the log of another process.
public struct LogEntry: Sendable, Hashable {
    /// When it was said, in microseconds since 1970.
    public var timeMicroseconds: Int64

    /// How important it is, by the names of `-loglevel`.
    public var level: String

    /// What it is about, by the names of `-debug`; empty where it belongs to no category.
    public var category: String

    /// The name of the thread that said it.
    public var thread: String

    /// The text, without a final line break.
    public var message: String

    /// Creates an entry.
    public init(timeMicroseconds: Int64, level: String, category: String, thread: String, message: String) {
        self.timeMicroseconds = timeMicroseconds
        self.level = level
        self.category = category
        self.thread = thread
        self.message = message
    }
}
