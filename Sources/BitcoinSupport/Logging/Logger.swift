import Glibc
import Synchronization

/// Where messages go, and which of them.
///
/// Until `start` messages wait in a bounded buffer, because the options that say where to write them are
/// themselves read by code that logs.
public final class Logger: Sendable {
    /// Where a started log writes.
    public struct Destination: Sendable {
        /// The log file; `nil` with `-nodebuglogfile`.
        public var file: String?
        /// Whether lines go to standard output, too.
        public var console: Bool
        /// Whether unconditional messages are limited per source line.
        public var isRateLimited: Bool

        /// A destination.
        public init(file: String?, console: Bool, isRateLimited: Bool = true) {
            self.file = file
            self.console = console
            self.isRateLimited = isRateLimited
        }
    }

    struct State: ~Copyable {
        var format = LogFormat()
        var isBuffering = true
        var buffer: [LogEntry] = []
        var bufferCost = 0
        var discardedLines = 0
        var file: LogFile?
        var console = false
        var limiter: LogRateLimiter?
        /// Another process that writes the messages in place of this one.
        var receiver: (@Sendable (RelayedLogMessage) -> Void)?
        var observers: [Int: @Sendable (String) -> Void] = [:]
        var nextObserver = 0

        var enabled: UInt64 = 0
        var level = LogLevel.debug
        var categoryLevels: [UInt64: LogLevel] = [:]
    }

    /// The categories whose debug and trace messages are written: all that the hot path looks at.
    private let debugMask = Atomic<UInt64>(0)
    private let traceMask = Atomic<UInt64>(0)
    private let reopenRequested = Atomic<Bool>(false)
    private let needsThreadName = Atomic<Bool>(true)
    private let state = Mutex(State())

    /// Buffered messages may take this much memory; the oldest go first.
    static let bufferLimit = 1_000_000

    /// A log that buffers.
    public init() {}

    // MARK: Writing

    /// Whether a message of this category and level would be written.
    public func willLog(_ category: LogCategory, _ level: LogLevel) -> Bool {
        switch level {
        case .info, .warning, .error: true
        case .debug: debugMask.load(ordering: .relaxed) & category.mask != 0
        case .trace: traceMask.load(ordering: .relaxed) & category.mask != 0
        }
    }

    /// Writes a message, whatever its category and level.
    func log(
        _ level: LogLevel, _ category: LogCategory?, _ message: String, limited: Bool, source: LogSource
    ) {
        var entry = LogEntry(level: level, category: category, message: message, source: source)
        if needsThreadName.load(ordering: .relaxed) { entry.threadName = ThreadName.current }
        write(entry, limited: limited)
    }

    func write(_ entry: LogEntry, limited: Bool) {
        state.withLock { state in
            if state.isBuffering {
                state.hold(entry)
            } else {
                if reopenRequested.exchange(false, ordering: .relaxed) { state.file?.reopen() }
                state.write(entry, limited: limited)
            }
        }
    }

    // MARK: Starting

    /// Sets what the lines look like.
    public func setFormat(_ format: LogFormat) {
        state.withLock { $0.format = format }
        needsThreadName.store(format.threadNames, ordering: .relaxed)
    }

    /// Opens the destination and writes what was buffered. `false` if the file cannot be opened.
    public func start(_ destination: Destination) -> Bool {
        state.withLock { state in
            if let path = destination.file {
                state.file = LogFile(path: path)
                if state.file == nil { return false }
                // Sets this run apart from the one before.
                state.file?.write("\n\n\n\n\n")
            }
            state.console = destination.console
            state.limiter = nil
            state.flush()
            if destination.isRateLimited { state.limiter = LogRateLimiter() }
            return true
        }
    }

    func startForwarding(to receiver: @escaping @Sendable (RelayedLogMessage) -> Void) {
        needsThreadName.store(true, ordering: .relaxed)
        state.withLock { state in
            state.receiver = receiver
            state.flush()
        }
    }

    /// Stops writing anywhere; further messages are dropped, not buffered.
    public func disable() {
        _ = start(Destination(file: nil, console: false))
    }

    /// Asks for the file to be opened anew before the next line, after a rotation. Safe in signal handlers.
    public func requestReopen() {
        reopenRequested.store(true, ordering: .relaxed)
    }

    /// Calls back with every line that is written from now on. Gives what `removeObserver` wants.
    public func addObserver(_ observer: @escaping @Sendable (String) -> Void) -> Int {
        state.withLock { state in
            state.nextObserver += 1
            state.observers[state.nextObserver] = observer
            return state.nextObserver
        }
    }

    /// Stops calling back.
    public func removeObserver(_ observer: Int) {
        state.withLock { _ = $0.observers.removeValue(forKey: observer) }
    }

    // MARK: Categories

    /// Whether the user has chosen this category.
    public func isChosen(_ category: LogCategory) -> Bool {
        state.withLock { $0.enabled & category.mask != 0 }
    }

    /// Whether the user has chosen no category at all.
    public var choosesNothing: Bool { state.withLock { $0.enabled == 0 } }

    /// Switches a category on, by the name that users type. `false` if there is none of that name.
    public func enable(_ name: String) -> Bool {
        guard let mask = LogCategory.mask(named: name) else { return false }
        change { $0.enabled |= mask }
        return true
    }

    /// Switches a category off, by the name that users type. `false` if there is none of that name.
    public func disable(_ name: String) -> Bool {
        guard let mask = LogCategory.mask(named: name) else { return false }
        change { $0.enabled &= ~mask }
        return true
    }

    /// Sets the level of all categories that have none of their own. `false` if there is no such level.
    public func setLevel(_ name: String) -> Bool {
        guard let level = LogLevel.selectable(named: name) else { return false }
        change { $0.level = level }
        return true
    }

    /// Sets the level of one category. `false` if there is no such category or level.
    public func setLevel(_ name: String, ofCategory category: String) -> Bool {
        guard let mask = LogCategory.mask(named: category), let level = LogLevel.selectable(named: name)
        else { return false }
        change { $0.categoryLevels[mask] = level }
        return true
    }

    private func change(_ body: (inout State) -> Void) {
        state.withLock { state in
            body(&state)
            debugMask.store(state.mask(of: .debug), ordering: .relaxed)
            traceMask.store(state.mask(of: .trace), ordering: .relaxed)
        }
    }
}
