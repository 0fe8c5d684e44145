import BitcoinInterfaces
import BitcoinSupport

/// Puts the log lines of another process in this process's log.
struct ProcessLogSink: LogSink {
    func write(_ entries: [BitcoinInterfaces.LogEntry]) async throws {
        for entry in entries {
            Log.logger.relay(
                RelayedLogMessage(
                    timeMicroseconds: entry.timeMicroseconds, level: LogLevel(name: entry.level) ?? .info,
                    category: LogCategory(name: entry.category), thread: entry.thread, text: entry.message))
        }
    }
}
