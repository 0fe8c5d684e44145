/// A message that goes from the log of one process of the node to that of another, which decides what it looks
/// like and where it is written.
public struct RelayedLogMessage: Sendable, Hashable {
    /// When it was said, in microseconds since 1970.
    public var timeMicroseconds: Int64
    /// How important it is.
    public var level: LogLevel
    /// What it is about, if it belongs to a category.
    public var category: LogCategory?
    /// The thread that said it.
    public var thread: String
    /// What was said.
    public var text: String

    /// A message.
    public init(
        timeMicroseconds: Int64, level: LogLevel, category: LogCategory?, thread: String, text: String
    ) {
        self.timeMicroseconds = timeMicroseconds
        self.level = level
        self.category = category
        self.thread = thread
        self.text = text
    }
}

extension Logger {
    /// Writes a message that another process has said.
    public func relay(_ message: RelayedLogMessage, source: LogSource = LogSource()) {
        var entry = LogEntry(
            level: message.level, category: message.category, message: message.text, source: source)
        entry.time = message.timeMicroseconds
        entry.threadName = message.thread
        write(entry, limited: false)
    }

    /// Hands all messages to another process from now on, those that were kept until now first. Nothing is
    /// written here any more. The receiver must neither wait nor log.
    public func forward(to receiver: @escaping @Sendable (RelayedLogMessage) -> Void) {
        startForwarding(to: receiver)
    }
}

extension LogEntry {
    var relayed: RelayedLogMessage {
        RelayedLogMessage(
            timeMicroseconds: time, level: level, category: category, thread: threadName, text: message)
    }
}

extension LogLevel {
    /// The level of this name.
    public init?(name: String) {
        guard let level = LogLevel.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }
}

extension LogCategory {
    /// The category of this name.
    public init?(name: String) {
        guard let category = LogCategory.allCases.first(where: { $0.name == name }) else { return nil }
        self = category
    }
}
