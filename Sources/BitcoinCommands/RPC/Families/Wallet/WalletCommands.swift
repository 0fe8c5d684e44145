/// The commands of wallets.
public enum WalletCommands {
    /// Those that a wallet process serves: a node passes them on.
    public static let served: [RPCCommand] =
        WalletDirectoryCommands.all + WalletFileCommands.all + WalletEncryptionCommands.all
        + WalletAddressCommands.all + WalletBalanceCommands.all
        + WalletHistoryCommands.all + WalletTransactionCommands.all
        + [WalletScanCommands.rescanBlockchain, WalletScanCommands.abortRescan]
        + [WalletDescriptorCommands.importDescriptors, WalletDescriptorCommands.listDescriptors]

    /// All that are declared, family by family.
    static let families: [[RPCCommand]] = [
        WalletAddressCommands.all, WalletBalanceCommands.all, WalletBumpingCommands.all,
        WalletCoinCommands.all,
        WalletDescriptorCommands.all, WalletDirectoryCommands.all, WalletEncryptionCommands.all,
        WalletFileCommands.all, WalletFundingCommands.all, WalletHistoryCommands.all, WalletScanCommands.all,
        WalletSendingCommands.all, WalletTransactionCommands.all,
    ]
}
