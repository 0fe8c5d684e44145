import BitcoinSupport

/// Commands about addresses.
public enum AddressCommands {
    private static let exampleAddress = #""bc1q09vm5lfy0j5reeulh4x5752q25uqqvz34hufdl""#

    /// Whether something is an address, and of what.
    public static let validateAddress = RPCCommand(
        "validateaddress", .util, "Return information about the given bitcoin address.",
        parameters: [RPCParameter("address", .string, .required, "The address")],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.boolean, "isvalid", "Whether it is an address"),
                    RPCResult(.string, "address", "The address", optional: true),
                    RPCResult(.hex, "scriptPubKey", "The script that it stands for", optional: true),
                    RPCResult(.boolean, "isscript", "Whether it is of a script", optional: true),
                    RPCResult(.boolean, "iswitness", "Whether it is of a witness program", optional: true),
                    RPCResult(
                        .number, "witness_version", "The version of the witness program", optional: true),
                    RPCResult(.hex, "witness_program", "The witness program in hexadecimal", optional: true),
                    RPCResult(.string, "error", "What is wrong, if it is no address", optional: true),
                    RPCResult(
                        .array, "error_locations", "Where it is wrong, if that can be told (Bech32)",
                        [RPCResult(.number, "", "The index of a character")], optional: true),
                ])
        ],
        examples: .both(exampleAddress))

    /// An address that several keys have a part in.
    public static let createMultisig = RPCCommand(
        "createmultisig", .util,
        """
        Makes an address for which n of m keys must sign.
        Returns an object with the address and its script.
        """,
        parameters: [
            RPCParameter("nrequired", .number, .required, "How many of the keys must sign."),
            RPCParameter(
                "keys", .array, .required, "The public keys in hexadecimal.",
                [RPCParameter("key", .hex, .optional, "A public key")]),
            RPCParameter(
                "address_type", .string, .value("legacy"),
                "The type of the address: \"legacy\", \"p2sh-segwit\" or \"bech32\"."),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "address", "The address."),
                    RPCResult(.hex, "redeemScript", "The script in hexadecimal."),
                    RPCResult(.string, "descriptor", "A descriptor for it"),
                    RPCResult(
                        .array, "warnings", "What should be known about it", [RPCResult(.string)],
                        optional: true),
                ])
        ],
        examples: [.text("\nAn address of which both keys must sign\n")]
            + .both(
                #"2 "[\"\#(keys[0])\",\"\#(keys[1])\"]""#, #"2, ["\#(keys[0])","\#(keys[1])"]"#))

    private static let keys = [
        "03789ed0bb717d88f7d321a368d905e7430207ebbd82bd342cf11ae157a7ace5fd",
        "03dbc6764b8884a92e871274b87583e6d5c2a58819473e17e107ef3f6aa5a61626",
    ]

    /// Signs a message by a key.
    public static let signMessageWithPrivateKey = RPCCommand(
        "signmessagewithprivkey", .util, "Signs a message by the private key of an address.",
        parameters: [
            RPCParameter("privkey", .string, .required, "The private key."),
            RPCParameter(
                "message", .string, .required, "The message.", traits: .init(commandLine: .string)),
        ],
        results: [RPCResult(.string, "", "The signature in base64")],
        examples: [
            .commandLine(#""privkey" "my message""#), .of("verifymessage", .commandLine(signedMessage)),
            .request(#""privkey", "my message""#),
        ])

    /// Checks a signed message.
    public static let verifyMessage = RPCCommand(
        "verifymessage", .util, "Checks the signature of a message.",
        parameters: [
            RPCParameter("address", .string, .required, "The address whose key has signed."),
            RPCParameter(
                "signature", .string, .required, "The signature in base64, as signmessage makes it.",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "message", .string, .required, "The message.", traits: .init(commandLine: .string)),
        ],
        results: [RPCResult(.boolean, "", "Whether the signature is right.")],
        examples: [
            .text("\nUnlock the wallet for 30 seconds\n"),
            .of("walletpassphrase", .commandLine(#""mypassphrase" 30"#)), .text("\nSign\n"),
            .of("signmessage", .commandLine(#""1D1ZrZNe3JUo7ZycKEYQQiQAWd9y54F4XX" "my message""#)),
            .text("\nCheck\n"), .commandLine(signedMessage), .text("\nThe same over HTTP\n"),
            .request(#""1D1ZrZNe3JUo7ZycKEYQQiQAWd9y54F4XX", "signature", "my message""#),
        ])

    private static let signedMessage = #""1D1ZrZNe3JUo7ZycKEYQQiQAWd9y54F4XX" "signature" "my message""#

    static let all = [validateAddress, createMultisig, signMessageWithPrivateKey, verifyMessage]
}
