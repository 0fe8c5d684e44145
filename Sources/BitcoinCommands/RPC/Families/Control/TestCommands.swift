import BitcoinSupport

/// Hidden commands, for tests of the server and of its clients.
public enum TestCommands {
    /// Gives back what it is given.
    public static let echo = echo("echo", commandLine: .byKind)

    /// The same, but bitcoin-cli reads the arguments as JSON.
    public static let echoJSON = echo("echojson", commandLine: .json)

    private static func echo(
        _ name: String, commandLine: RPCParameterTraits.CommandLineFormat
    ) -> RPCCommand {
        RPCCommand(
            name, .hidden,
            """
            Returns its arguments. This command is for tests.

            With arg9='trigger_internal_bug' it fails as a bug in the program would.

            The server makes no difference between echo and echojson, but bitcoin-cli parses the arguments of echojson as JSON.
            """,
            parameters: (0..<10).map { index in
                RPCParameter(
                    "arg\(index)", .string, .optional, "",
                    traits: .init(acceptsAnyType: true, commandLine: commandLine))
            },
            results: [RPCResult(.any, "", "The arguments as they were passed")])
    }

    /// Gives back a string by way of another process.
    public static let echoIPC = RPCCommand(
        "echoipc", .hidden,
        """
        Returns its argument after it has been to another process and back, if the node has several.
        This command is for tests.
        """,
        parameters: [
            RPCParameter(
                "arg", .string, .required, "The string to return", traits: .init(commandLine: .string))
        ],
        results: [RPCResult(.string, "echo", "The string.")],
        examples: .both(#""Hello world""#).map { .of("echo", $0) })

    /// Makes the node believe that it is another time.
    public static let setMockTime = RPCCommand(
        "setmocktime", .hidden, "Sets the local time to the given moment (-regtest only).",
        parameters: [
            RPCParameter(
                "timestamp", .number, .required,
                """
                Seconds since 1970 (UNIX epoch time).
                Pass 0 to go back to using the system time.
                """)
        ],
        results: [RPCResult(.null)])

    /// Makes the node believe that time has passed.
    public static let mockScheduler = RPCCommand(
        "mockscheduler", .hidden, "Runs what the scheduler has planned for the near future (-regtest only).",
        parameters: [
            RPCParameter(
                "delta_time", .number, .required, "By how many seconds the scheduler is put forward.")
        ],
        results: [RPCResult(.null)])

    static let all = [echo, echoJSON, echoIPC, setMockTime, mockScheduler]
}
