import BitcoinSupport

/// Commands that concern the server itself.
public enum ControlCommands {
    /// The list of commands, or all about one.
    public static let help = RPCCommand(
        "help", .control, "Lists all commands, or tells all about one.",
        parameters: [
            RPCParameter("command", .string, .hint("all commands"), "The name of a command")
        ],
        results: [
            RPCResult(.string, "", "The help text"),
            RPCResult(.any, elision: .skipped),
        ])

    /// An orderly end of the node.
    public static let stop = RPCCommand(
        "stop", .control, "Asks \(ClientVersion.clientName) to shut down in an orderly way.",
        parameters: [
            RPCParameter(
                "wait", .number, .optional, "Milliseconds to wait before the answer",
                traits: .init(isHidden: true))
        ],
        results: [RPCResult(.string, "", "The text '\(stopResult)'")])

    /// What `stop` answers.
    public static let stopResult = "\(ClientVersion.clientName) stopping"

    /// How long the node has been running.
    public static let uptime = RPCCommand(
        "uptime", .control, "Returns for how long the server has been running.",
        results: [RPCResult(.number, "", "Seconds since the start of the server")],
        examples: .both(""))

    /// What the RPC server is doing.
    public static let getRPCInfo = RPCCommand(
        "getrpcinfo", .control, "Returns what the RPC server is doing.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .array, "active_commands", "The commands that are being carried out",
                        [
                            RPCResult(
                                .object, "", "One of them",
                                [
                                    RPCResult(.string, "method", "The command's name"),
                                    RPCResult(
                                        .number, "duration", "Microseconds since its start"),
                                ])
                        ]),
                    RPCResult(.string, "logpath", "The full path of the debug log"),
                ])
        ],
        examples: .both(""))

    /// Which categories are logged.
    public static let logging = RPCCommand(
        "logging", .control,
        """
        Gets and sets which categories are logged in detail.
        Without arguments, tells for each category whether it is logged.
        With arguments, first switches on what is included, then switches off what is excluded, and tells the same.
        The valid logging categories are: \(LogCategory.sortedByName.map(\.name).joined(separator: ", "))
        These names stand for more than one category:
          - "all",  "1" : every category.

        """,
        parameters: [
            RPCParameter(
                "include", .array, .optional, "Categories to log from now on",
                [RPCParameter("include_category", .string, .optional, "A logging category")]),
            RPCParameter(
                "exclude", .array, .optional, "Categories to log no longer",
                [RPCParameter("exclude_category", .string, .optional, "A logging category")]),
        ],
        results: [
            RPCResult(
                .dictionary, "", "Whether each category is logged",
                [RPCResult(.boolean, "category", "True if the category is logged")])
        ],
        examples: .both(#""[\"all\"]" "[\"http\"]""#, #"["all"], ["leveldb"]"#))

    /// What memory is used for.
    public static let getMemoryInfo = RPCCommand(
        "getmemoryinfo", .control, "Returns how the server uses memory.",
        parameters: [
            RPCParameter(
                "mode", .string, .value("stats"),
                """
                What to return:
                - "stats" for figures about locked memory.
                - "mallocinfo" for the allocator's own account in XML (with glibc only).
                """)
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .object, "locked", "Memory for secrets, which is kept from the swap space",
                        [
                            RPCResult(.number, "used", "Bytes in use"),
                            RPCResult(.number, "free", "Bytes at hand in the arenas"),
                            RPCResult(.number, "total", "Bytes managed in all"),
                            RPCResult(
                                .number, "locked",
                                "Bytes that could be locked; if fewer than the total, secrets may reach the swap space"
                            ),
                            RPCResult(.number, "chunks_used", "Chunks in use"),
                            RPCResult(.number, "chunks_free", "Chunks not in use"),
                        ])
                ], when: "mode \"stats\""),
            RPCResult(.string, "", "\"<malloc version=\"1\">...\"", when: "mode \"mallocinfo\""),
        ],
        examples: .both(""))

    static let all = [help, stop, uptime, getRPCInfo, logging, getMemoryInfo]
}
