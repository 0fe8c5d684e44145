extension MempoolCommands {
    /// What miners get for the first so many weight units.
    public static let getMempoolFeeRateDiagram = RPCCommand(
        "getmempoolfeeratediagram", .hidden, "Returns the fee rate diagram of the whole memory pool.",
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.number, "weight", "The weight so far, adjusted for sigops"),
                            RPCResult(.number, "fee", "Their fees"),
                        ])
                ])
        ],
        examples: .both(""))
}
