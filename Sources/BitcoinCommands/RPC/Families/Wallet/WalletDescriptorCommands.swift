import BitcoinSupport

/// Commands about descriptors and their keys.
public enum WalletDescriptorCommands {
    /// Adds descriptors to the wallet. What happened to them since their timestamps is looked for in the chain, which may take long.
    public static let importDescriptors = RPCCommand(
        "importdescriptors", .wallet,
        "Adds descriptors to the wallet. What happened to them since their timestamps is looked for in the chain, which may take long.",
        parameters: [
            RPCParameter(
                "requests", .array, .required, "What to import",
                [
                    RPCParameter(
                        "", .object, .optional, "",
                        [
                            RPCParameter("desc", .string, .required, "The descriptor"),
                            RPCParameter(
                                "active", .boolean, .value(false), "Whether new addresses come from it"),
                            RPCParameter(
                                "range", .range, .optional, "The end of the range, or its beginning and end"),
                            RPCParameter(
                                "next_index", .number, .optional, "The next position that gives an address"),
                            RPCParameter("timestamp", .string, .required, "From when on it is used"),
                            RPCParameter("internal", .boolean, .value(false), "Whether it is for change"),
                            RPCParameter("label", .string, .value(""), "The label"),
                        ])
                ])
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.boolean, "success", "Whether it was done"),
                            .warnings,
                            RPCResult(
                                .object, "error", "What went wrong",
                                [
                                    RPCResult(.number, "code", "The number of the error"),
                                    RPCResult(.string, "message", "The text"),
                                ], optional: true),
                        ])
                ])
        ],
        examples: .both(""))

    /// Returns the descriptors of the wallet.
    public static let listDescriptors = RPCCommand(
        "listdescriptors", .wallet, "Returns the descriptors of the wallet.",
        parameters: [RPCParameter("private", .boolean, .value(false), "Also private keys")],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "wallet_name", "The wallet's name"),
                    RPCResult(
                        .array, "descriptors", "Descriptors",
                        [
                            RPCResult(
                                .object, "", "",
                                [
                                    RPCResult(.string, "desc", "The descriptor"),
                                    RPCResult(.number, "timestamp", "From when on it is used"),
                                    RPCResult(.boolean, "active", "Whether new addresses come from it"),
                                    RPCResult(
                                        .boolean, "internal", "Whether it is for change", optional: true),
                                    RPCResult(
                                        .tuple, "range", "The end of the range, or its beginning and end",
                                        [RPCResult(.number, "", ""), RPCResult(.number, "", "")],
                                        optional: true),
                                    RPCResult(.number, "next", "The same as next_index", optional: true),
                                    RPCResult(
                                        .number, "next_index", "The next position that gives an address",
                                        optional: true),
                                ])
                        ]),
                ])
        ],
        examples: .both(""))

    /// Returns the extended keys of the wallet and where they are used.
    public static let getHDKeys = RPCCommand(
        "gethdkeys", .wallet, "Returns the extended keys of the wallet and where they are used.",
        parameters: [
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [
                    RPCParameter("active_only", .boolean, .value(false), "Only keys of active descriptors"),
                    RPCParameter("private", .boolean, .value(false), "Also private keys"),
                ])
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.string, "xpub", "The extended public key"),
                            RPCResult(.boolean, "has_private", "Whether the wallet has the private key"),
                            RPCResult(.string, "xprv", "The extended private key", optional: true),
                            RPCResult(
                                .array, "descriptors", "Descriptors",
                                [
                                    RPCResult(
                                        .object, "", "",
                                        [
                                            RPCResult(.string, "desc", "The descriptor"),
                                            RPCResult(
                                                .boolean, "active", "Whether new addresses come from it"),
                                        ])
                                ]),
                        ])
                ])
        ],
        examples: .both(""))

    /// Adds a descriptor for a type of address, from the key of the others.
    public static let createWalletDescriptor = RPCCommand(
        "createwalletdescriptor", .wallet,
        "Adds a descriptor for a type of address, from the key of the others.",
        parameters: [
            RPCParameter("type", .string, .required, "The type"),
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [
                    RPCParameter(
                        "internal", .boolean,
                        .hint(
                            "Both external and internal will be generated unless this parameter is specified"),
                        "Whether it is for change"),
                    RPCParameter(
                        "hdkey", .string, .hint("The HD key used by all other active descriptors"),
                        "An extended key (BIP 32)"),
                ]),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .array, "descs", "The public descriptors that were added",
                        [RPCResult(.string, "", "")])
                ])
        ],
        examples: .both(""))

    /// Adds an extended private key that descriptors can be made from later.
    public static let addHDKey = RPCCommand(
        "addhdkey", .wallet,
        "Adds an extended private key (BIP 32), for createwalletdescriptor to make use of.",
        parameters: [
            RPCParameter(
                "hdkey", .string, .hint("Automatically generated new key"), "The extended private key")
        ],
        results: [
            RPCResult(
                .object, "", "", [RPCResult(.string, "xpub", "The extended public key of what was added")])
        ],
        examples: .both("xprv"))

    /// Derives a key from an extended key of the wallet.
    public static let deriveHDKey = RPCCommand(
        "derivehdkey", .wallet, "Derives an extended key from one of the wallet, with its private key.",
        parameters: [
            RPCParameter("path", .string, .required, "The path (BIP 32), with a hardened step in it"),
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [
                    RPCParameter("private", .boolean, .value(false), "Also the private key"),
                    RPCParameter(
                        "hdkey", .string,
                        .hint(
                            "Either the HD key of an unused(KEY) descriptor, or any other active descriptor."),
                        "The extended public key to derive from"),
                ]),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "origin", "Fingerprint and path, as descriptors have them"),
                    RPCResult(.string, "xpub", "The extended public key"),
                    RPCResult(.string, "xprv", "The extended private key", optional: true),
                ])
        ],
        examples: .both(#""m/87h/0h/0h""#))

    /// Every command of this family.
    public static let all = [
        importDescriptors, listDescriptors, getHDKeys, createWalletDescriptor, addHDKey, deriveHDKey,
    ]
}
