import BitcoinSupport
import Glibc

/// What a tool has to say, and whether it did what it was told.
public struct ToolOutcome: Sendable, Hashable {
    /// What goes to the standard output, with its line ends.
    public var output: String
    /// What goes to the standard error, with its line ends.
    public var complaint: String
    /// The exit code.
    public var exitCode: Int32

    /// A result.
    public static func success(_ output: String) -> ToolOutcome {
        ToolOutcome(output: output, complaint: "", exitCode: EXIT_SUCCESS)
    }

    /// A failure. Its message may follow a text, as that about too few parameters follows the help.
    public static func failure(_ message: String, after output: String = "") -> ToolOutcome {
        ToolOutcome(output: output, complaint: message + "\n", exitCode: EXIT_FAILURE)
    }

    /// Prints everything and gives the exit code.
    func print() -> Int32 {
        if !output.isEmpty { StandardOutput.write(output) }
        if !complaint.isEmpty { StandardError.write(complaint) }
        return exitCode
    }
}
