/// What is wrong with a descriptor, in upstream's words. They may be empty: of some malformed texts nothing is said
/// but that they are no descriptor.
public struct DescriptorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The message for the user.
    public let description: String

    init(_ description: String) { self.description = description }
}
