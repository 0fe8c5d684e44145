import BitcoinSupport

/// Commands about addresses and labels.
public enum WalletAddressCommands {
    /// What is known of a script that P2SH or P2WSH wraps.
    private static let embeddedScript: [RPCResult] = [
        .address,
        RPCResult(
            .hex, "scriptPubKey", "The script of the output in hexadecimal",
            optional: true),
        RPCResult(
            .boolean, "isscript", "Whether it pays to a script's hash", optional: true),
        RPCResult(
            .boolean, "iswitness", "Whether it is one with a witness", optional: true),
        RPCResult(
            .number, "witness_version", "The version of the witness program",
            optional: true),
        RPCResult(
            .hex, "witness_program", "The witness program in hexadecimal", optional: true),
        RPCResult(.string, "script", "The type of the script", optional: true),
        RPCResult(.hex, "hex", "Bytes in hexadecimal", optional: true),
        RPCResult(
            .array, "pubkeys", "The public keys of the script",
            [RPCResult(.string, "", "")], optional: true),
        RPCResult(
            .number, "sigsrequired", "How many signatures it takes", optional: true),
        RPCResult(.hex, "pubkey", "The public key", optional: true),
        RPCResult(
            .boolean, "iscompressed", "Whether the public key is compressed",
            optional: true),
    ]

    private static func embedded(_ members: [RPCResult]) -> RPCResult {
        RPCResult(
            .object, "embedded", "What is known of the address inside of P2SH or P2WSH", members,
            optional: true)
    }

    /// Returns a new address to receive at.
    public static let getNewAddress = RPCCommand(
        "getnewaddress", .wallet, "Returns a new address to receive at.",
        parameters: [
            RPCParameter("label", .string, .value(""), "The label", traits: .init(commandLine: .string)),
            RPCParameter(
                "address_type", .string, .hint("set by -addresstype"),
                "The type of the address: legacy, p2sh-segwit, bech32 or bech32m",
                traits: .init(commandLine: .string)),
        ],
        results: [RPCResult(.string, "", "")],
        examples: .both(""))

    /// Returns a new address for change, for use with raw transactions.
    public static let getRawChangeAddress = RPCCommand(
        "getrawchangeaddress", .wallet, "Returns a new address for change, for use with raw transactions.",
        parameters: [
            RPCParameter(
                "address_type", .string, .hint("set by -changetype"),
                "The type of the address: legacy, p2sh-segwit, bech32 or bech32m")
        ],
        results: [RPCResult(.string, "", "")],
        examples: .both(""))

    /// Has more addresses made ready.
    public static let keypoolRefill = RPCCommand(
        "keypoolrefill", .wallet,
        "Has more addresses made ready.\nNeeds the passphrase, if the wallet has one.",
        parameters: [
            RPCParameter("newsize", .number, .hint("what -keypool says"), "How many addresses to have ready")
        ],
        results: [RPCResult(.null, "", "")],
        examples: .both(""))

    /// Gives an address a label.
    public static let setLabel = RPCCommand(
        "setlabel", .wallet, "Gives an address a label.",
        parameters: [
            RPCParameter("address", .string, .required, "The address"),
            .label,
        ],
        results: [RPCResult(.null, "", "")],
        examples: .both(""))

    /// Returns what the wallet knows about an address.
    public static let getAddressInfo = RPCCommand(
        "getaddressinfo", .wallet,
        "Return information about the given bitcoin address.\nPart of it is only there if the address is the wallet's.",
        parameters: [RPCParameter("address", .string, .required, "The address")],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "address", "The address"),
                    RPCResult(.hex, "scriptPubKey", "The script of the output in hexadecimal"),
                    RPCResult(.boolean, "ismine", "Whether the wallet can spend from it"),
                    RPCResult(.boolean, "iswatchonly", "Without meaning"),
                    RPCResult(
                        .boolean, "solvable",
                        "Whether the wallet knows all but the signatures to spend from it"),
                    RPCResult(.string, "desc", "The descriptor", optional: true),
                    RPCResult(
                        .string, "parent_desc", "The descriptor that the address comes from", optional: true),
                    RPCResult(.boolean, "isscript", "Whether it pays to a script's hash", optional: true),
                    RPCResult(.boolean, "ischange", "Whether it is for change"),
                    RPCResult(.boolean, "iswitness", "Whether it is one with a witness"),
                    RPCResult(
                        .number, "witness_version", "The version of the witness program", optional: true),
                    RPCResult(.hex, "witness_program", "The witness program in hexadecimal", optional: true),
                    RPCResult(.string, "script", "The type of the script", optional: true),
                    RPCResult(.hex, "hex", "Bytes in hexadecimal", optional: true),
                    RPCResult(
                        .array, "pubkeys", "The public keys of the script", [RPCResult(.string, "", "")],
                        optional: true),
                    RPCResult(.number, "sigsrequired", "How many signatures it takes", optional: true),
                    RPCResult(.hex, "pubkey", "The public key", optional: true),
                    embedded(embeddedScript + [embedded(embeddedScript)]),
                    RPCResult(
                        .boolean, "iscompressed", "Whether the public key is compressed", optional: true),
                    RPCResult(.time, "timestamp", "From when on it is used", optional: true),
                    RPCResult(.string, "hdkeypath", "Where the key comes from", optional: true),
                    RPCResult(.hex, "hdseedid", "The hash of the seed", optional: true),
                    RPCResult(
                        .hex, "hdmasterfingerprint", "The fingerprint of the master key", optional: true),
                    RPCResult(.array, "labels", "Labels", [RPCResult(.string, "", "")]),
                ])
        ],
        examples: .both(""))

    /// Returns the addresses with a label.
    public static let getAddressesByLabel = RPCCommand(
        "getaddressesbylabel", .wallet, "Returns the addresses with a label.",
        parameters: [
            .label
        ],
        results: [
            RPCResult(
                .dictionary, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [RPCResult(.string, "purpose", "What an address is for: send or receive")])
                ])
        ],
        examples: .both(""))

    /// Returns all labels.
    public static let listLabels = RPCCommand(
        "listlabels", .wallet, "Returns all labels.",
        parameters: [RPCParameter("purpose", .string, .optional, "What an address is for: send or receive")],
        results: [RPCResult(.array, "", "", [RPCResult(.string, "", "")])],
        examples: .both(""))

    /// Returns groups of addresses that are known to be of one owner, because they were spent from together or got the change.
    public static let listAddressGroupings = RPCCommand(
        "listaddressgroupings", .wallet,
        "Returns groups of addresses that are known to be of one owner, because they were spent from together or got the change.",
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .array, "", "",
                        [
                            RPCResult(
                                .tuple, "", "",
                                [
                                    RPCResult(.string, "", ""), RPCResult(.amount, "", ""),
                                    RPCResult(.string, "", ""),
                                ])
                        ])
                ])
        ],
        examples: .both(""))

    /// Signs a text with the key of an address.
    public static let signMessage = RPCCommand(
        "signmessage", .wallet,
        "Signs a text with the key of an address.\nNeeds the passphrase, if the wallet has one.",
        parameters: [
            RPCParameter("address", .string, .required, "The address"),
            RPCParameter("message", .string, .required, "The text", traits: .init(commandLine: .string)),
        ],
        results: [RPCResult(.string, "", "")],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [
        getNewAddress, getRawChangeAddress, keypoolRefill, setLabel, getAddressInfo, getAddressesByLabel,
        listLabels, listAddressGroupings, signMessage,
    ]
}
