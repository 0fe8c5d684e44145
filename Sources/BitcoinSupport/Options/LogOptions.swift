extension Arguments {
    /// Applies the options that say what log lines look like. `LogOptions.start` then opens the log.
    public func applyLogFormat(to logger: Logger = Log.logger) {
        var format = LogFormat()
        format.timestamps = bool("logtimestamps", default: format.timestamps)
        format.microseconds = bool("logtimemicros", default: format.microseconds)
        format.threadNames = bool("logthreadnames", default: format.threadNames)
        format.sourceLocations = bool("logsourcelocations", default: format.sourceLocations)
        format.alwaysShowLevel = bool("loglevelalways", default: format.alwaysShowLevel)
        logger.setFormat(format)
    }

    /// Applies `-loglevel`.
    public func applyLogLevels(to logger: Logger = Log.logger) throws(ArgumentsError) {
        let levels = LogLevel.selectable.map(\.name).joined(separator: ", ")
        for text in list("loglevel") {
            if !text.dropFirst(3).contains(":") {
                guard logger.setLevel(text) else {
                    throw ArgumentsError(
                        "Unsupported global logging level -loglevel=\(text). Valid values: \(levels).")
                }
                continue
            }
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, logger.setLevel(parts[1], ofCategory: parts[0]) else {
                let categories = LogCategory.sortedByName.map(\.name).joined(separator: ", ")
                throw ArgumentsError(
                    "Unsupported category-specific logging level -loglevel=\(text). Expected "
                        + "-loglevel=<category>:<loglevel>. Valid categories: \(categories). "
                        + "Valid loglevels: \(levels).")
            }
        }
    }

    /// Applies `-debug` and `-debugexclude`.
    public func applyLogCategories(to logger: Logger = Log.logger) throws(ArgumentsError) {
        let chosen = list("debug")
        let lastReset = chosen.lastIndex { $0 == "0" || $0 == "none" } ?? -1
        for name in chosen[(lastReset + 1)...] where !logger.enable(name) {
            throw ArgumentsError("Unsupported logging category -debug=\(name).")
        }
        for name in list("debugexclude") where !logger.disable(name) {
            throw ArgumentsError("Unsupported logging category -debugexclude=\(name).")
        }
        Log.info("Log output may contain privacy-sensitive information. Be cautious when sharing logs.")
    }

    /// The log file that the options choose; `nil` with `-nodebuglogfile`.
    public var logFilePath: String? {
        isNegated("debuglogfile") ? nil : dataPath(path("debuglogfile", default: "debug.log"))
    }

    /// Whether addresses of peers may appear in the log.
    public var logsAddresses: Bool { bool("logips", default: false) }

    /// Opens the log where the options say, after cutting an overgrown file short.
    public func startLog(_ logger: Logger = Log.logger) throws(ArgumentsError) {
        let path = logFilePath
        if let path, bool("shrinkdebugfile", default: logger.choosesNothing), !LogFile.shrink(path: path) {
            Log.warning("Failed to shrink debug log file: fseek(...) failed")
        }
        let destination = Logger.Destination(
            file: path,
            console: bool("printtoconsole", default: !bool("daemon", default: false)),
            isRateLimited: bool("logratelimit", default: true))
        guard logger.start(destination) else {
            throw ArgumentsError("Could not open debug log file \(path ?? "")")
        }
    }

    /// Writes which settings are in force, without those that are secret.
    public func logSettings() {
        let settings = state.withLock { $0.settings }
        for section in settings.configuration.keys.sorted() {
            logValues("Config file arg:", section, settings.configuration[section] ?? [:])
        }
        for name in settings.persistent.keys.sorted() {
            Log.info("Setting file arg: \(name) = \(settings.persistent[name] ?? .null)")
        }
        logValues("Command-line arg:", "", settings.commandLine)
    }

    private func logValues(_ prefix: String, _ section: String, _ values: Settings.Section) {
        let place = section.isEmpty ? "" : "[\(section)] "
        for name in values.keys.sorted() {
            guard let option = table[name] else { continue }
            for value in values[name] ?? [] {
                let text = option.flags.contains(.sensitive) ? "****" : value.description
                Log.info("\(prefix) \(place)\(name)=\(text)")
            }
        }
    }
}
