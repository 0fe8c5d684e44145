/// The client called a method that only older versions of the schema had.
public struct OutdatedClient: Error, Hashable, CustomStringConvertible {
    /// What was called, as it is to be named to the user.
    public let method: String

    /// Creates the error for a method.
    public init(method: String) {
        self.method = method
    }

    /// The text that clients of Bitcoin Core are used to.
    public var description: String { "\(method) not supported. Please update your client!" }
}
