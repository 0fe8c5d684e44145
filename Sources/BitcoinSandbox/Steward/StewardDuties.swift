import BitcoinSupport

/// What a ``Steward`` does for the process that it serves.
public struct StewardDuties: Sendable {
    /// The name of the program.
    public var program: String
    /// The user's options, which say what commands there are. What the other process says of them does not count.
    public var arguments: Arguments
    /// The programs that may be started to talk to the process.
    public var programs: [String]
    /// The folders of which the process is to have nothing.
    public var closedFolders: [String]
    /// The folder in which the process makes folders of its own; `nil` if it makes none.
    public var home: String?

    /// Describes the duties.
    public init(
        program: String, arguments: Arguments, programs: [String], closedFolders: [String],
        home: String? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.programs = programs
        self.closedFolders = closedFolders
        self.home = home
    }
}
