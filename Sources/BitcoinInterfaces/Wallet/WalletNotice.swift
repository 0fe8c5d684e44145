import BitcoinPrimitives
import BitcoinSupport

/// That a transaction of a wallet has changed, as `-walletnotify` tells the user's command.
public struct WalletNotice: Sendable, Hashable {
    /// The transaction.
    public var txid: Txid
    /// The wallet's name.
    public var wallet: String
    /// The block that the transaction is in; `nil` if it is in none.
    public var block: BlockRef?

    /// A notice.
    public init(txid: Txid, wallet: String, block: BlockRef?) {
        self.txid = txid
        self.wallet = wallet
        self.block = block
    }

    /// What comes in the place of the marks of ``UserCommand/wallet``.
    public var values: [String: String] {
        [
            "%s": "\(txid)", "%b": block.map { "\($0.hash)" } ?? "unconfirmed",
            "%h": block.map { "\($0.height)" } ?? "-1", "%w": wallet,
        ]
    }
}
