import BitcoinSupport

extension Arguments {
    /// Writes to the log where this program finds what, and which settings are in force.
    func logStart() {
        if !bool("logtimestamps", default: true) {
            Log.info("Startup time: \(ISO8601.dateTime(NodeClock.now))")
        }
        Log.info("Default data directory \(Arguments.defaultDataDirectory)")
        Log.info("Using data directory \(networkDirectory)")
        let path = configurationPath
        if isNegated("conf") {
            Log.info("Config file: <disabled>")
        } else if Path.isDirectory(path) {
            Log.warning("Config file: \(path) (is directory, not file)")
        } else if Path.exists(path) {
            Log.info("Config file: \(path)")
        } else if isSet("conf") {
            StartupError.warn("The specified config file \(path) does not exist")
        } else {
            Log.info("Config file: \(path) (not found, skipping)")
        }
        logSettings()
        if !bool("logratelimit", default: true) { Log.info("Log rate limiting disabled") }
    }
}
