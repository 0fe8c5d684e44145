extension Logger.State {
    /// The categories of which messages of this level are written.
    func mask(of level: LogLevel) -> UInt64 {
        LogCategory.allCases.reduce(into: 0) { mask, category in
            let threshold = categoryLevels[category.mask] ?? self.level
            if enabled & category.mask != 0, level >= threshold { mask |= category.mask }
        }
    }

    /// Keeps a message until the log is started.
    mutating func hold(_ entry: LogEntry) {
        buffer.append(entry)
        bufferCost += entry.cost
        guard bufferCost > Logger.bufferLimit else { return }
        var dropped = 0
        while bufferCost > Logger.bufferLimit, dropped < buffer.count {
            bufferCost -= buffer[dropped].cost
            dropped += 1
        }
        buffer.removeFirst(dropped)
        discardedLines += dropped
    }

    /// Writes what was kept, and ends the keeping.
    mutating func flush() {
        isBuffering = false
        if discardedLines > 0 {
            write(
                LogEntry(
                    level: .info,
                    message: "Early logging buffer overflowed, \(discardedLines) log lines discarded.",
                    source: LogSource()),
                limited: false)
        }
        for entry in buffer { write(entry, limited: false) }
        buffer = []
        bufferCost = 0
        discardedLines = 0
    }

    mutating func write(_ entry: LogEntry, limited: Bool) {
        if let receiver { return receiver(entry.relayed) }
        var line = format.line(entry)
        announceNewWindow()
        var toFile = true
        if limited, let verdict = limiter?.consume(line.utf8.count, from: entry.source) {
            switch verdict {
            case .pass: break
            case .startsSuppression: announceSuppression(of: entry.source)
            case .suppressed: toFile = false
            }
        }
        // Tells the reader that other lines may be missing.
        if limiter?.isSuppressing == true { line = "[*] " + line }
        emit(line, toFile: toFile)
    }

    func emit(_ line: String, toFile: Bool) {
        if console { LogFile.write(line, to: 1) }
        for observer in observers.values { observer(line) }
        if toFile { file?.write(line) }
    }

    private mutating func announceSuppression(of source: LogSource) {
        guard let limiter else { return }
        let message =
            "Excessive logging detected from \(source.file):\(source.line) (\(LogFormat.shortName(source))): "
            + ">\(limiter.maximumBytes) bytes logged during the last time window of "
            + "\(limiter.windowSeconds)s. Suppressing logging to disk from this source location until time "
            + "window resets. Console logging unaffected. Last log entry."
        write(LogEntry(level: .warning, message: message, source: LogSource()), limited: false)
    }

    private mutating func announceNewWindow() {
        guard let windowSeconds = limiter?.windowSeconds else { return }
        let now = NodeClock.systemMicroseconds / 1_000_000
        for (source, bytes) in limiter?.startNewWindowIfDue(now: now) ?? [] {
            let message =
                "Restarting logging from \(source.file):\(source.line) (\(LogFormat.shortName(source))): "
                + "\(bytes) bytes were dropped during the last \(windowSeconds)s."
            emit(
                format.line(LogEntry(level: .warning, message: message, source: LogSource())), toFile: true)
        }
    }
}
