/// An unspent output, with what the rules need to know of the transaction that made it.
public struct Coin: Sendable, Hashable {
    /// The output.
    public var output: TransactionOutput
    /// The height of the block that made it.
    public var height: UInt32
    /// True if a coinbase made it: it may be spent only 100 blocks later.
    public var isCoinbase: Bool

    /// An unspent output.
    public init(output: TransactionOutput, height: UInt32, isCoinbase: Bool) {
        self.output = output
        self.height = height
        self.isCoinbase = isCoinbase
    }
}
