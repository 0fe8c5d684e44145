/// Commands that describe all commands to programs.
public enum OpenRPCCommands {
    /// The OpenRPC document.
    public static let getOpenRPCInfo = RPCCommand(
        "getopenrpcinfo", .control, "Returns an OpenRPC document about the commands that are served.",
        parameters: [
            RPCParameter(
                "show_hidden", .boolean, .value(false),
                "Whether hidden commands and parameters are in it.")
        ],
        results: [document], examples: .both(""))

    /// The same under the name that the OpenRPC standard wants.
    public static let discover = RPCCommand(
        "rpc.discover", .control, "Returns an OpenRPC document about this service.",
        results: [document], examples: .both(""))

    private static let document = RPCResult(
        .object, "", "",
        [
            RPCResult(.string, "openrpc", "Version of the OpenRPC standard."),
            RPCResult(
                .object, "info", "About this interface.",
                [
                    RPCResult(.string, "title", "Its name."),
                    RPCResult(.string, "version", "Version of the server."),
                    RPCResult(.string, "description", "Where the document comes from."),
                ]),
            RPCResult(.array, "methods", "The methods.", [method]),
        ])

    private static let method = RPCResult(
        .object, "", "A method.",
        [
            RPCResult(.string, "name", "Its name."),
            RPCResult(.string, "description", "What it does."),
            RPCResult(.array, "params", "Its parameters.", [parameter]),
            RPCResult(
                .object, "result", "What it returns.",
                [
                    RPCResult(.string, "name", "The name of the result."),
                    RPCResult(.any, "schema", "JSON schema of the result."),
                ]),
            RPCResult(.string, "x-bitcoin-category", "The command's category."),
        ])

    private static let parameter = RPCResult(
        .object, "", "A parameter.",
        [
            RPCResult(.string, "name", "Its name."),
            RPCResult(.boolean, "required", "Whether it must be given."),
            RPCResult(.any, "schema", "JSON schema of the parameter."),
            RPCResult(.string, "description", "What it means.", optional: true),
            RPCResult(
                .array, "x-bitcoin-aliases", "Other names for it.",
                [RPCResult(.string, "", "One of them.")], optional: true),
            RPCResult(
                .boolean, "x-bitcoin-placeholder", "Whether it is kept for compatibility only.",
                optional: true),
            RPCResult(
                .boolean, "x-bitcoin-also-positional", "Whether it may be given by position, too.",
                optional: true),
        ])

    static let all = [getOpenRPCInfo, discover]
}
