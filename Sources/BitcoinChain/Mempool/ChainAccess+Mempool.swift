import BitcoinMempool

extension ChainAccess {
    /// The mempool as it is now: a value. Not to be kept, as the next change would copy all of it.
    public var mempool: Mempool { checkedState.mempool }
}
