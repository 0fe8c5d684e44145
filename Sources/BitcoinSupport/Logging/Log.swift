/// Writes to the log of this process.
///
/// Messages are built only if they are going to be written:
///
///     Log.info("Bound to \(address)")
///     Log.debug(.ipc) { "\(connection) closed after \(count) calls" }
///
/// Messages of `info` and above are always written, and limited per source line, so that no peer can fill a
/// disk with them; debug and trace messages are written if the user has chosen their category.
public enum Log {
    /// The log of this process.
    public static let logger = Logger()

    /// Whether a debug message of this category would be written.
    public static func isEnabled(_ category: LogCategory, _ level: LogLevel = .debug) -> Bool {
        logger.willLog(category, level)
    }

    /// Writes something that every user may want to know.
    public static func info(
        _ message: @autoclosure () -> String, limited: Bool = true,
        file: StaticString = #fileID, line: UInt = #line, function: StaticString = #function
    ) {
        logger.log(
            .info, nil, message(), limited: limited,
            source: LogSource(file: file, line: line, function: function))
    }

    /// Writes something that every user may want to know, marked with its category.
    public static func info(
        _ category: LogCategory, _ message: @autoclosure () -> String,
        file: StaticString = #fileID, line: UInt = #line, function: StaticString = #function
    ) {
        logger.log(
            .info, category, message(), limited: true,
            source: LogSource(file: file, line: line, function: function))
    }

    /// Writes that something is not as it should be.
    public static func warning(
        _ message: @autoclosure () -> String, limited: Bool = true,
        file: StaticString = #fileID, line: UInt = #line, function: StaticString = #function
    ) {
        logger.log(
            .warning, nil, message(), limited: limited,
            source: LogSource(file: file, line: line, function: function))
    }

    /// Writes that something failed.
    public static func error(
        _ message: @autoclosure () -> String, limited: Bool = true,
        file: StaticString = #fileID, line: UInt = #line, function: StaticString = #function
    ) {
        logger.log(
            .error, nil, message(), limited: limited,
            source: LogSource(file: file, line: line, function: function))
    }

    /// Writes a message for users who follow a category.
    public static func debug(
        _ category: LogCategory, _ message: @autoclosure () -> String,
        file: StaticString = #fileID, line: UInt = #line, function: StaticString = #function
    ) {
        guard logger.willLog(category, .debug) else { return }
        logger.log(
            .debug, category, message(), limited: false,
            source: LogSource(file: file, line: line, function: function))
    }

    /// Writes a message for users who follow a category, built by a closure.
    public static func debug(
        _ category: LogCategory,
        file: StaticString = #fileID, line: UInt = #line, function: StaticString = #function,
        message: () -> String
    ) {
        debug(category, message(), file: file, line: line, function: function)
    }

    /// Writes a very detailed message for users who follow a category at `trace` level.
    public static func trace(
        _ category: LogCategory, _ message: @autoclosure () -> String,
        file: StaticString = #fileID, line: UInt = #line, function: StaticString = #function
    ) {
        guard logger.willLog(category, .trace) else { return }
        logger.log(
            .trace, category, message(), limited: false,
            source: LogSource(file: file, line: line, function: function))
    }
}

/// Where in the source a message was written.
public struct LogSource: Sendable {
    /// Module and file.
    public var file: StaticString
    /// Line in the file.
    public var line: UInt
    /// The function.
    public var function: StaticString

    /// A place in the source.
    public init(
        file: StaticString = #fileID, line: UInt = #line, function: StaticString = #function
    ) {
        self.file = file
        self.line = line
        self.function = function
    }
}
