/// What is wrong with a descriptor.
public struct DescriptorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The message for the user.
    public let description: String

    init(_ description: String) { self.description = description }
}
