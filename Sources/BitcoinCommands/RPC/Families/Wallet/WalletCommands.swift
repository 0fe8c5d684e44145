/// The commands of wallets.
public enum WalletCommands {
    /// Those that a wallet process serves: a node passes them on.
    public static let served: [RPCCommand] = Array(families.joined())

    /// All that are declared, family by family.
    static let families: [[RPCCommand]] = [
        WalletAddressCommands.all, WalletBalanceCommands.all, WalletBumpingCommands.all,
        WalletCoinCommands.all,
        WalletDescriptorCommands.all, WalletDirectoryCommands.all, WalletEncryptionCommands.all,
        WalletFileCommands.all, WalletFundingCommands.all, WalletHistoryCommands.all, WalletScanCommands.all,
        WalletSendingCommands.all, WalletTransactionCommands.all,
    ]
}
