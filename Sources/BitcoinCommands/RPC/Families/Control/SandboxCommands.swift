import BitcoinSupport

/// Commands about what processes may do.
public enum SandboxCommands {
    /// What is in force in each process.
    public static let getSandboxInfo = RPCCommand(
        "getsandboxinfo", .control,
        "Returns what the kernel keeps each process of this node from doing, as the processes and the kernel tell it.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "mode", "What -sandbox asks for: auto, require or off"),
                    RPCResult(
                        .array, "processes", "The node, and the wallet processes that serve it",
                        [RPCResult(.object, "", "One of them", process)]),
                ])
        ],
        examples: .both(""))

    private static let process: [RPCResult] = [
        RPCResult(.string, "program", "Its name"),
        RPCResult(.number, "pid", "Its number"),
        RPCResult(.string, "mode", "What it was asked for: auto, require or off"),
        RPCResult(
            .boolean, "no_new_privileges",
            "Whether programs that it starts are kept from gaining rights, as by sudo"),
        RPCResult(.boolean, "core_dumps", "Whether its memory can be written to the disk when it crashes"),
        RPCResult(.boolean, "traceable", "Whether other programs of its user can look into its memory"),
        RPCResult(
            .object, "landlock", "Limits on files, ports and signals",
            [
                RPCResult(.boolean, "enforced", "Whether there are any"),
                RPCResult(.number, "version", "The version of the kernel's interface", optional: true),
                RPCResult(
                    .array, "files", "The only files that it can open; absent without such a limit",
                    [
                        RPCResult(
                            .object, "", "",
                            [
                                RPCResult(.string, "path", "A file, or a folder with all that is in it"),
                                RPCResult(
                                    .string, "access",
                                    "read, write (what is there), or own (make and remove, too)"),
                            ])
                    ], optional: true),
                RPCResult(
                    .array, "closed_folders", "Folders of which it can open nothing",
                    [RPCResult(.string, "", "A folder")], optional: true),
                RPCResult(
                    .array, "listen_ports", "The only TCP ports that it can listen on",
                    [RPCResult(.number, "", "A port")], optional: true),
                RPCResult(
                    .array, "connect_ports", "The only TCP ports that it can connect to",
                    [RPCResult(.number, "", "A port")], optional: true),
                RPCResult(
                    .boolean, "signals", "Whether it is kept from sending signals to other processes",
                    optional: true),
            ]),
        RPCResult(
            .object, "system_calls", "Limits on system calls",
            [
                RPCResult(.boolean, "filtered", "Whether there are any"),
                RPCResult(
                    .array, "refused", "Those that fail, whatever they are asked for",
                    [RPCResult(.string, "", "A call")], optional: true),
                RPCResult(.boolean, "processes", "Whether it can start processes", optional: true),
                RPCResult(
                    .array, "sockets",
                    "The only kinds of sockets that it can make; absent without such a limit",
                    [RPCResult(.string, "", "unix, ipv4 or ipv6")], optional: true),
            ]),
        RPCResult(
            .array, "missing", "What was asked for and this kernel does not have",
            [RPCResult(.string, "", "One thing, in words")]),
    ]

    static let all = [getSandboxInfo]
}
