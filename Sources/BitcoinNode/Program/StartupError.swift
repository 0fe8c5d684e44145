import BitcoinSupport

/// Why a program cannot start, in words for its user.
public struct StartupError: Error, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// The single problems behind it.
    public let details: [String]

    /// An error with this message.
    public init(_ message: String, details: [String] = []) {
        self.message = message
        self.details = details
    }

    /// The message with its details, each on a line of its own.
    public var description: String {
        details.isEmpty ? message : ([message + ":"] + details.map { "- " + $0 }).joined(separator: "\n")
    }

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
