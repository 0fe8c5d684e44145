import Glibc
import Synchronization

/// Commands that the user wants to be run on some event.
public enum ShellCommand {
    private static let starter = Mutex<(any CommandStarter)?>(nil)

    /// Has this process start no command by itself from now on.
    public static func ask(_ starter: any CommandStarter) {
        Self.starter.withLock { $0 = starter }
    }

    /// Runs a command and waits for its end. An empty one is nothing to run.
    public static func run(_ command: String) {
        guard !command.isEmpty else { return }
        report(command, status: system(command))
    }

    /// Runs a command on a thread of its own and does not wait.
    public static func start(_ command: String) {
        guard !command.isEmpty else { return }
        startThread(named: "command") { run(command) }
    }

    /// Runs what the user wants to be run on an event, one after the other, and waits for the end.
    public static func run(_ event: UserCommand, values: [String: String] = [:], _ arguments: Arguments) {
        for (index, command) in (event.commands(arguments, values: values) ?? []).enumerated() {
            run(event, index, values, command)
        }
    }

    /// Runs what the user wants to be run on an event, side by side, and does not wait.
    public static func start(_ event: UserCommand, values: [String: String] = [:], _ arguments: Arguments) {
        for (index, command) in (event.commands(arguments, values: values) ?? []).enumerated() {
            startThread(named: "command") { run(event, index, values, command) }
        }
    }

    private static func run(
        _ event: UserCommand, _ index: Int, _ values: [String: String], _ command: String
    ) {
        guard let starter = starter.withLock({ $0 }) else { return run(command) }
        guard let process = starter.start(event, index: index, values: values) else {
            Log.warning("runCommand error: \(command) could not be started")
            return
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        report(command, status: status)
    }

    private static func report(_ command: String, status: Int32) {
        if status != 0 { Log.warning("runCommand error: system(\(command)) returned \(status)") }
    }

    /// Text in single quotes, for values from outside that a command is to contain.
    public static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\"'\"'") + "'"
    }
}

/// Starts commands for a process that may not.
public protocol CommandStarter: Sendable {
    /// Starts one of the commands of an event.
    ///
    /// - Returns: the process, which is a child of this one; `nil` if it could not be started.
    func start(_ event: UserCommand, index: Int, values: [String: String]) -> pid_t?
}
