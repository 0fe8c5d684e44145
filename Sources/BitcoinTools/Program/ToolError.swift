/// Why a tool cannot do what it is told, in upstream's words.
public struct ToolError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The message for the user.
    public let description: String

    /// An error with its message.
    public init(_ description: String) { self.description = description }
}
