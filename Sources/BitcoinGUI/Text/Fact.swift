/// Something to be read beside what it is called.
public struct Fact: Sendable, Equatable {
    /// What it is called.
    public var name: String
    /// What it is.
    public var text: String

    /// A fact.
    public init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}
