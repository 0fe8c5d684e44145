import BitcoinSupport

/// Commands about addresses that are banned.
public enum BanCommands {
    /// Bans addresses, or ends that.
    public static let setBan = RPCCommand(
        "setban", .network, "Bans an address or a range of them, or ends that.",
        parameters: [
            RPCParameter(
                "subnet", .string, .required,
                "The address, or a range such as 192.168.0.0/24; without a mask it is one address"),
            RPCParameter("command", .string, .required, "'add' to ban, 'remove' to end a ban"),
            RPCParameter(
                "bantime", .number, .value(0),
                "For how many seconds, or until when with absolute; 0 for a day or what -bantime says"),
            RPCParameter(
                "absolute", .boolean, .value(false), "Whether bantime is a time in seconds since 1970"),
        ],
        results: [RPCResult(.null)],
        examples: [
            .commandLine(#""192.168.0.6" "add" 86400"#), .commandLine(#""192.168.0.0/24" "add""#),
            .request(#""192.168.0.6", "add", 86400"#),
        ])

    /// What is banned.
    public static let listBanned = RPCCommand(
        "listbanned", .network, "Returns all addresses and ranges that the user has banned.",
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.string, "address", "The range"),
                            RPCResult(.time, "ban_created", "When the ban began"),
                            RPCResult(.time, "banned_until", "When it ends"),
                            RPCResult(.number, "ban_duration", "The seconds between the two"),
                            RPCResult(.number, "time_remaining", "The seconds from now to its end"),
                        ])
                ])
        ],
        examples: .both(""))

    /// Ends all bans.
    public static let clearBanned = RPCCommand(
        "clearbanned", .network, "Ends all bans.", results: [RPCResult(.null)], examples: .both(""))

    static let all = [setBan, listBanned, clearBanned]
}
