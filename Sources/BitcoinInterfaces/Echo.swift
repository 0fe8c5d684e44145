/// Gives back what it gets, to show that a connection works.
public protocol Echo: Sendable {
    /// Returns the text that it was given.
    func echo(_ text: String) async throws -> String
}
