import BitcoinSupport

/// Why a program cannot start, in words for its user.
public typealias StartupError = ConfigurationError

extension ConfigurationError {
    /// Tells the user on standard error and in the log.
    func report() {
        Log.error("Error: \(self)")
        StandardError.write("Error: \(self)\n")
    }

    /// Tells the user about something that does not keep the program from starting.
    static func warn(_ message: String) {
        Log.warning("Warning: \(message)")
        StandardError.write("Warning: \(message)\n")
    }
}
