import BitcoinInterfaces
import BitcoinSupport

/// Where the wallets of a node live.
public enum WalletPlacement: Sendable {
    /// In a process of their own, which runs this program.
    case ownProcess(executable: String)
    /// In the node's process, made from the node's own options.
    case inProcess(@Sendable (Arguments) -> any WalletInit)
    /// Nowhere: the program was built without wallets.
    case none
}
