import BitcoinSupport

/// Commands about the connections of other processes.
public enum ProcessCommands {
    /// Who is connected, and what each connection was used for.
    public static let getIPCInfo = RPCCommand(
        "getipcinfo", .control,
        "Returns which processes are connected to the addresses of -ipcbind, and what they do there.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .array, "listeners", "The addresses that processes can connect to",
                        [RPCResult(.string, "", "An address")]),
                    RPCResult(
                        .object, "limits", "What each client may have at a time, see -ipcmax…",
                        [
                            RPCResult(.number, "connections", "Connections of a process"),
                            RPCResult(.number, "threads", "Threads of a connection"),
                            RPCResult(.number, "calls", "Calls of a connection that run or wait"),
                            RPCResult(.number, "bytes", "Bytes of messages of a connection"),
                            RPCResult(.number, "templates", "Block templates of a connection"),
                        ]),
                    RPCResult(
                        .array, "connections", "Those that are connected",
                        [RPCResult(.object, "", "", connection)]),
                ])
        ],
        examples: .both(""))

    private static let connection: [RPCResult] = [
        RPCResult(.string, "address", "Where it has connected"),
        RPCResult(
            .string, "transport", "unix, tcp for unencrypted TCP on this machine, or tls for encrypted TCP"),
        RPCResult(
            .string, "origin", "The address and port that it comes from; with tls only", optional: true),
        RPCResult(
            .string, "user",
            "The user that it runs as; with tls the name that its key was paired under; with tcp empty"),
        RPCResult(.number, "pid", "The process; with unix only", optional: true),
        RPCResult(
            .array, "grants", "What the address grants, and with tls its key, too",
            [RPCResult(.string, "", "mining, rpc, wallet or gui")]),
        RPCResult(.number, "duration", "Seconds since it has connected"),
        RPCResult(.number, "calls", "Calls that are over"),
        RPCResult(.number, "calls_in_flight", "Calls that run or wait"),
        RPCResult(.number, "calls_refused", "Calls that were refused because too much was under way"),
        RPCResult(.number, "bytes_received", "Bytes of messages that it has sent"),
        RPCResult(.number, "bytes_sent", "Bytes of messages that were sent to it"),
        RPCResult(.number, "bytes_in_flight", "Bytes of messages that are held for it"),
        RPCResult(.number, "objects", "Objects that it holds, such as block templates"),
        RPCResult(.number, "threads", "Threads that it holds"),
        RPCResult(.number, "templates", "Block templates that it holds"),
        RPCResult(.number, "mean_microseconds", "How long a call took on the average"),
        RPCResult(.number, "longest_microseconds", "How long the longest took"),
    ]

    static let all = [getIPCInfo]
}
