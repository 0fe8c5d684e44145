/// One message on its way to the log.
struct LogEntry: Sendable {
    var level: LogLevel
    /// `nil` for messages that are not tied to a category.
    var category: LogCategory?
    var message: String
    var source: LogSource
    /// Microseconds since 1970, by the real clock.
    var time = NodeClock.systemMicroseconds
    var mockTime = NodeClock.mockTime
    var threadName = ""

    /// What the entry costs while it waits in the buffer.
    var cost: Int { message.utf8.count + threadName.utf8.count + MemoryLayout<LogEntry>.size }
}

/// What a line of the log shows in front of the message.
public struct LogFormat: Sendable {
    /// `-logtimestamps`
    public var timestamps = true
    /// `-logtimemicros`
    public var microseconds = false
    /// `-logthreadnames`
    public var threadNames = false
    /// `-logsourcelocations`
    public var sourceLocations = false
    /// `-loglevelalways`
    public var alwaysShowLevel = false

    /// The format of a node without logging options.
    public init() {}

    /// The whole line, line feed included.
    func line(_ entry: LogEntry) -> String {
        var line = ""
        if timestamps {
            line +=
                microseconds
                ? ISO8601.dateTime(microseconds: entry.time)
                : ISO8601.dateTime(entry.time / 1_000_000)
            if let mockTime = entry.mockTime { line += " (mocktime: \(ISO8601.dateTime(mockTime)))" }
            line += " "
        }
        if threadNames { line += "[\(entry.threadName.isEmpty ? "unknown" : entry.threadName)] " }
        if sourceLocations {
            line += "[\(entry.source.file):\(entry.source.line)] [\(LogFormat.shortName(entry.source))] "
        }
        line += prefix(entry)
        LogFormat.append(entry.message, to: &line)
        if line.utf8.last != UInt8(ascii: "\n") { line += "\n" }
        return line
    }

    /// `[category:level] `, without what goes without saying: a message of a category is a debug message,
    /// one without is an info message.
    private func prefix(_ entry: LogEntry) -> String {
        let showsCategory = alwaysShowLevel || entry.category != nil
        guard showsCategory || entry.level != .info else { return "" }
        let showsLevel = alwaysShowLevel || entry.category == nil || entry.level != .debug
        let parts = [
            showsCategory ? entry.category?.name ?? "all" : nil,
            showsLevel ? entry.level.name : nil,
        ]
        return "[\(parts.compactMap(\.self).joined(separator: ":"))] "
    }

    /// The function's name without its parameters.
    static func shortName(_ source: LogSource) -> Substring {
        "\(source.function)".prefix { $0 != "(" }
    }

    /// Adds a message with its control characters made visible, since some of its parts may come from a
    /// peer and the reader may be a terminal.
    private static func append(_ message: String, to line: inout String) {
        let isControl = { (byte: UInt8) in (byte < 0x20 && byte != 0x0A) || byte == 0x7F }
        guard message.utf8.contains(where: isControl) else {
            line += message
            return
        }
        for scalar in message.unicodeScalars {
            if scalar.isASCII, isControl(UInt8(scalar.value)) {
                line += "\\x" + Hex.encode([UInt8(scalar.value)])
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
    }
}
