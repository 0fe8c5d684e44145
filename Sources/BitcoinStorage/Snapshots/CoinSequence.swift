import BitcoinPrimitives

/// All coins at a block, one after the other: by transaction, in the order of the database's keys.
public protocol CoinSequence: AnyObject {
    /// The block up to which these coins are right.
    var bestBlock: BlockHash { get }

    /// The next coin; nil after the last one.
    func next() throws(LevelDBError) -> (outPoint: OutPoint, coin: Coin)?
}

extension CoinsSnapshot: CoinSequence {}
