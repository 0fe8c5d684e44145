/// Why a program cannot start with the configuration that it was given.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// More about it, such as each problem of a file.
    public let details: [String]

    /// An error.
    public init(_ message: String, details: [String] = []) {
        self.message = message
        self.details = details
    }

    /// Message and details as users see them.
    public var description: String {
        details.isEmpty ? message : message + ":\n" + details.map { "- " + $0 }.joined(separator: "\n")
    }
}
