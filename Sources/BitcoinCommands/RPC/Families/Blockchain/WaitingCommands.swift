/// Commands that wait for a block, and one that waits for the node itself.
public enum WaitingCommands {
    /// Waits for another tip.
    public static let waitForNewBlock = RPCCommand(
        "waitfornewblock", .blockchain, "Waits until the best chain ends with another block." + aboutTheEnd,
        parameters: [
            timeout,
            RPCParameter("current_tip", .hex, .optional, "The block that the tip has to differ from."),
        ],
        results: [tip], examples: .both("1000"))

    /// Waits for a certain tip.
    public static let waitForBlock = RPCCommand(
        "waitforblock", .blockchain, "Waits until the best chain ends with a certain block." + aboutTheEnd,
        parameters: [RPCParameter("blockhash", .hex, .required, "The block to wait for."), timeout],
        results: [tip],
        examples: .both(#""0000000000079f8ef3d2c688c244eb7a4570b24c9ed7b4a8c619eb02596f8862" 1000"#))

    /// Waits for a height.
    public static let waitForBlockHeight = RPCCommand(
        "waitforblockheight", .blockchain, "Waits until the best chain is at least so high." + aboutTheEnd,
        parameters: [RPCParameter("height", .number, .required, "The height to wait for."), timeout],
        results: [tip], examples: .both("100 1000"))

    /// Waits until everyone has been told what has happened to the chain so far.
    public static let syncWithValidationInterfaceQueue = RPCCommand(
        "syncwithvalidationinterfacequeue", .hidden,
        "Waits until everything that has happened to the chain before this call has been passed on.",
        results: [RPCResult(.null)], examples: .both(""))

    static let all = [waitForNewBlock, waitForBlock, waitForBlockHeight, syncWithValidationInterfaceQueue]

    private static let aboutTheEnd = """


        When the time is over or the node stops, the answer is the tip of that moment.

        The client must not give up earlier (bitcoin-cli -rpcclienttimeout=0).
        """

    private static let timeout = RPCParameter(
        "timeout", .number, .value(0), "How many milliseconds to wait; 0 for as long as it takes.")

    private static let tip = RPCResult(
        .object, "", "",
        [RPCResult(.hex, "hash", "The block hash"), RPCResult(.number, "height", "Its height")])
}
