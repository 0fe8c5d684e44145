import BitcoinInterfaces

/// Where the wallets of a node live.
public enum WalletPlacement: Sendable {
    /// In a process of their own, which the node starts from this executable's folder.
    case ownProcess(executable: String)
    /// In the node's process.
    case inProcess(any WalletInit)
    /// Nowhere: the program was built without wallets.
    case none
}
