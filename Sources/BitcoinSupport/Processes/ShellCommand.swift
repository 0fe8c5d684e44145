import Glibc

/// Commands that the user wants to be run on some event.
public enum ShellCommand {
    /// Runs a command and waits for its end. An empty one is nothing to run.
    public static func run(_ command: String) {
        guard !command.isEmpty else { return }
        let status = system(command)
        if status != 0 { Log.warning("runCommand error: system(\(command)) returned \(status)") }
    }

    /// Runs a command on a thread of its own and does not wait.
    public static func start(_ command: String) {
        guard !command.isEmpty else { return }
        startThread(named: "command") { run(command) }
    }

    /// Text in single quotes, for values from outside that a command is to contain.
    public static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\"'\"'") + "'"
    }
}
