/// Commands about which wallets there are.
public enum WalletDirectoryCommands {
    /// The wallets in the wallet directory.
    public static let listWalletDir = RPCCommand(
        "listwalletdir", .wallet, "Returns the wallets that are in the wallet directory.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .array, "wallets", "",
                        [
                            RPCResult(
                                .object, "", "",
                                [
                                    RPCResult(.string, "name", "The wallet's name"),
                                    RPCResult(
                                        .array, "warnings",
                                        "What stands against loading the wallet, if anything.",
                                        [RPCResult(.string, "", "")], optional: true),
                                ])
                        ])
                ])
        ],
        examples: .both(""))

    /// The wallets that are loaded.
    public static let listWallets = RPCCommand(
        "listwallets", .wallet,
        """
        Returns the wallets that are loaded.
        For all about a wallet use "getwalletinfo"
        """,
        results: [RPCResult(.array, "", "", [RPCResult(.string, "walletname", "The wallet's name")])],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [listWalletDir, listWallets]
}
