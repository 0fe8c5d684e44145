import Glibc

/// Runs a test of this very program in a process of its own, which may then be killed, or given less than it
/// needs. The test knows by an environment variable that it is meant.
public struct ChildProcess: ~Copyable {
    private let process: pid_t

    /// Starts a shell command that ends with this program running the tests that match `filter`. `limits` are
    /// shell commands that come before, such as `ulimit -f 100`.
    public init(test filter: String, environment: [String: String], limits: String = ":", output: String)
        throws
    {
        let variables = environment.map { "\($0.key)='\($0.value)'" }.sorted().joined(separator: " ")
        let program = try TestData.output(of: "readlink /proc/\(getpid())/exe")
        let path = String(decoding: program.dropLast(), as: UTF8.self)
        let command =
            "\(limits); export \(variables); "
            + "exec '\(path)' --testing-library swift-testing --filter '\(filter)' >'\(output)' 2>&1"
        var arguments: [UnsafeMutablePointer<CChar>?] = []
        for argument in ["/bin/bash", "-c", command] { arguments.append(strdup(argument)) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        guard posix_spawn(&process, "/bin/bash", nil, nil, &arguments, environ) == 0 else {
            throw TestToolError("cannot start \(path)")
        }
        self.process = process
    }

    /// Ends the process at once, wherever it is, and waits until it is gone.
    public consuming func kill() {
        _ = Glibc.kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// Waits until the process ends by itself. Returns whether it was content.
    public consuming func wait() -> Bool {
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status == 0
    }
}
