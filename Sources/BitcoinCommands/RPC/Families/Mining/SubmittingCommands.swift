import BitcoinSupport

/// Commands that hand in what miners found.
public enum SubmittingCommands {
    /// A whole block.
    public static let submitBlock = RPCCommand(
        "submitblock", .mining,
        """
        Submits a block to the network.
        BIP 22 says what the result means.
        """,
        parameters: [
            RPCParameter("hexdata", .hex, .required, "The serialized block in hexadecimal"),
            RPCParameter(
                "dummy", .string, .hint("ignored"), "Has no meaning; BIP 22 has a second parameter.",
                traits: .init(isPlaceholder: true)),
        ],
        results: [
            RPCResult(.null, when: "If the block was accepted"),
            RPCResult(.string, "", "The reason, in words of BIP 22", when: "Otherwise"),
        ],
        examples: .both(#""mydata""#))

    /// A header.
    public static let submitHeader = RPCCommand(
        "submitheader", .mining,
        """
        Reads a header and, if it is valid, takes it as a candidate for the tip of the chain.
        Fails if it is not valid.
        """,
        parameters: [RPCParameter("hexdata", .hex, .required, "The serialized header in hexadecimal")],
        results: [RPCResult(.null, "", "None")],
        examples: .both(#""aabbcc""#))

    static let all = [submitBlock, submitHeader]
}
