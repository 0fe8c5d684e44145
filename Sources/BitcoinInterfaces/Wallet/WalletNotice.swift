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

    /// The command with its marks filled in: `%s` the transaction, `%b` and `%h` hash and height of the block, `%w` the
    /// wallet, quoted for the shell.
    public func command(_ template: String) -> String {
        Self.fill(
            template,
            [
                "%s": "\(txid)", "%b": block.map { "\($0.hash)" } ?? "unconfirmed",
                "%h": block.map { "\($0.height)" } ?? "-1", "%w": ShellCommand.quoted(wallet),
            ])
    }

    /// Replaces the marks, of two letters each, in one pass: what is filled in is not searched again.
    private static func fill(_ template: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = template[...]
        while let first = rest.first {
            if let value = values[String(rest.prefix(2))] {
                result += value
                rest = rest.dropFirst(2)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
