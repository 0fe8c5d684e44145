import BitcoinSupport

/// Commands that create, open and close wallets.
public enum WalletFileCommands {
    /// Creates a wallet and loads it.
    public static let createWallet = RPCCommand(
        "createwallet", .wallet, "Creates a wallet and loads it.",
        parameters: [
            .walletName,
            RPCParameter(
                "disable_private_keys", .boolean, .value(false),
                "Whether the wallet is one without private keys"),
            RPCParameter("blank", .boolean, .value(false), "Whether the wallet is created without keys"),
            RPCParameter(
                "passphrase", .string, .optional, "The passphrase", traits: .init(commandLine: .string)),
            RPCParameter(
                "avoid_reuse", .boolean, .value(false), "Keep coins of addresses that were spent from apart"),
            RPCParameter("descriptors", .boolean, .value(true), "Descriptors"),
            .loadOnStartup,
            RPCParameter("external_signer", .boolean, .value(false), "Whether another device signs"),
        ],
        results: [
            .loadedWallet
        ],
        examples: .both(""))

    /// Loads a wallet that is there.
    public static let loadWallet = RPCCommand(
        "loadwallet", .wallet, "Loads a wallet that is there.",
        parameters: [
            RPCParameter(
                "filename", .string, .required, "The wallet's name, or its folder or file",
                traits: .init(commandLine: .string)),
            .loadOnStartup,
        ],
        results: [
            .loadedWallet
        ],
        examples: .both(""))

    /// Closes a wallet.
    public static let unloadWallet = RPCCommand(
        "unloadwallet", .wallet, "Closes a wallet.",
        parameters: [
            RPCParameter(
                "wallet_name", .string, .hint("the wallet name from the RPC endpoint"), "The wallet's name",
                traits: .init(commandLine: .string)),
            .loadOnStartup,
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    .warnings
                ])
        ],
        examples: .both(""))

    /// Restores a wallet from a backup and loads it.
    public static let restoreWallet = RPCCommand(
        "restorewallet", .wallet, "Restores a wallet from a backup and loads it.",
        parameters: [
            .walletName,
            RPCParameter(
                "backup_file", .string, .required, "The file to restore from",
                traits: .init(commandLine: .string)),
            .loadOnStartup,
        ],
        results: [
            .loadedWallet
        ],
        examples: .both(""))

    /// Turns a legacy wallet into a descriptor wallet, where a program can.
    public static let migrateWallet = RPCCommand(
        "migratewallet", .wallet,
        """
        Turns a legacy wallet into a descriptor wallet. This program cannot do that: the command says what to do instead, \
        and changes nothing.
        """,
        parameters: [
            RPCParameter(
                "wallet_name", .string, .hint("the wallet name from the RPC endpoint"), "The wallet's name",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "passphrase", .string, .optional, "The passphrase", traits: .init(commandLine: .string)),
            RPCParameter("load_wallet", .boolean, .value(true), "Load the wallet afterwards"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "wallet_name", "The wallet's name"),
                    RPCResult(
                        .string, "watchonly_name", "The wallet of scripts that are only watched",
                        optional: true),
                    RPCResult(
                        .string, "solvables_name", "The wallet of scripts that are not watched",
                        optional: true
                    ),
                    RPCResult(.string, "backup_path", "Where the wallet is as it was"),
                ])
        ],
        examples: .both(""))

    /// Copies the wallet to a file.
    public static let backupWallet = RPCCommand(
        "backupwallet", .wallet, "Copies the wallet to a file.",
        parameters: [
            RPCParameter(
                "destination", .string, .required, "The file or folder to write to",
                traits: .init(commandLine: .string))
        ],
        results: [RPCResult(.null, "", "")],
        examples: .both(""))

    /// Writes a copy that can watch and not spend.
    public static let exportWatchOnlyWallet = RPCCommand(
        "exportwatchonlywallet", .wallet,
        """
        Writes a new wallet file with the public descriptors of this wallet, its transactions and its address book, and no \
        private key. Of descriptors with hardened steps it has only the addresses that are ready. restorewallet opens it.
        """,
        parameters: [
            RPCParameter(
                "destination", .string, .required, "The file to write, which must not exist",
                traits: .init(commandLine: .string))
        ],
        results: [
            RPCResult(
                .object, "", "", [RPCResult(.string, "exported_file", "The path of the file")])
        ],
        examples: .both(#""/path/to/export.dat""#))

    /// Returns what is known about the wallet.
    public static let getWalletInfo = RPCCommand(
        "getwalletinfo", .wallet, "Returns what is known about the wallet.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "walletname", "The wallet's name"),
                    RPCResult(.number, "walletversion", "Always 169900"),
                    RPCResult(.string, "format", "The format of the file"),
                    RPCResult(.number, "txcount", "How many transactions the wallet has"),
                    RPCResult(.number, "keypoolsize", "How many addresses are ready"),
                    RPCResult(
                        .number, "keypoolsize_hd_internal", "How many change addresses are ready",
                        optional: true),
                    RPCResult(
                        .time, "unlocked_until", "Until when the passphrase is remembered; 0 if it is not",
                        optional: true),
                    RPCResult(.boolean, "private_keys_enabled", "Whether the wallet may have private keys"),
                    RPCResult(.boolean, "avoid_reuse", "Keep coins of addresses that were spent from apart"),
                    RPCResult(.any, "scanning", "The scan that is going on, or false"),
                    RPCResult(.boolean, "descriptors", "Descriptors"),
                    RPCResult(.boolean, "external_signer", "Whether another device signs"),
                    RPCResult(.boolean, "blank", "Whether the wallet is created without keys"),
                    RPCResult(
                        .time, "birthtime", "From when on the chain concerns the wallet", optional: true),
                    RPCResult(.array, "flags", "The flags that are set", [RPCResult(.string, "", "")]),
                    .lastProcessedBlock,
                ])
        ],
        examples: .both(""))

    /// Changes a flag of the wallet.
    public static let setWalletFlag = RPCCommand(
        "setwalletflag", .wallet, "Changes a flag of the wallet.",
        parameters: [
            RPCParameter("flag", .string, .required, "The flag to change: avoid_reuse"),
            RPCParameter("value", .boolean, .value(true), "The value"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "flag_name", "The flag that was changed"),
                    RPCResult(.boolean, "flag_state", "What it is now"),
                    RPCResult(.string, "warnings", "What to know about it", optional: true),
                ])
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [
        createWallet, loadWallet, unloadWallet, restoreWallet, migrateWallet, backupWallet,
        exportWatchOnlyWallet, getWalletInfo, setWalletFlag,
    ]
}
