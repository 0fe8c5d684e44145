/// What a process hands down to one that it spawns.
public struct ProcessConfiguration: Sendable, Hashable {
    /// The command-line arguments of the parent, without the program's name, in their order. The child reads the
    /// same configuration files and comes to the same settings.
    public var arguments: [String]

    /// The parent's base data directory, already resolved.
    public var dataDirectory: String

    /// The network's name as in `-chain=<name>`.
    public var network: String

    /// The wall clock that the parent was told to pretend, in seconds since 1970; 0 for the real one.
    public var mockTimeSeconds: Int64

    /// Creates a configuration.
    public init(arguments: [String], dataDirectory: String, network: String, mockTimeSeconds: Int64 = 0) {
        self.arguments = arguments
        self.dataDirectory = dataDirectory
        self.network = network
        self.mockTimeSeconds = mockTimeSeconds
    }
}
