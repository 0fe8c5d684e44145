/// The echo service itself.
public struct LocalEcho: Echo {
    /// Creates the service.
    public init() {}

    /// Returns the text that it was given.
    public func echo(_ text: String) async throws -> String { text }
}
