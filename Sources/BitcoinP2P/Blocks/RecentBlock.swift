import BitcoinPrimitives

/// The block that was announced last: many peers are about to ask for it.
struct RecentBlock: Sendable {
    /// The block.
    let block: Block
    /// Its compact form.
    let compact: CompactBlock
    /// Where its transactions are, by txid and by wtxid.
    private let places: [Hash256: Int]

    init(_ block: Block) {
        self.block = block
        compact = CompactBlock(block)
        var places: [Hash256: Int] = [:]
        for (place, transaction) in block.transactions.enumerated() {
            places[transaction.txid.hash] = place
            places[transaction.wtxid.hash] = place
        }
        self.places = places
    }

    /// A transaction of the block.
    subscript(id: TransactionID) -> Transaction? {
        guard let place = places[id.hash] else { return nil }
        let transaction = block.transactions[place]
        switch id {
        case .txid(let txid): return transaction.txid == txid ? transaction : nil
        case .wtxid(let wtxid): return transaction.wtxid == wtxid ? transaction : nil
        }
    }
}
