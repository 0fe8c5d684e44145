import BitcoinPrimitives

/// The messages' contents. Hashes are sent in the order in which they are shown.
enum NotificationContents {
    /// What is told of a new tip; `block` is asked only where it is wanted.
    static func tip(_ hash: BlockHash, block: [UInt8]?) -> [Notification] {
        [Notification(topic: .blockHash, content: hash.bytes.reversed())]
            + (block.map { [Notification(topic: .block, content: $0)] } ?? [])
    }

    /// What is told of a transaction that is in a block or enters the mempool.
    static func transaction(_ transaction: Transaction) -> [Notification] {
        [
            Notification(topic: .transactionID, content: transaction.txid.bytes.reversed()),
            Notification(topic: .transaction, content: transaction.serialized),
        ]
    }

    /// A step of the chain.
    static func chainStep(_ hash: BlockHash, isConnected: Bool) -> Notification {
        Notification(
            topic: .sequence,
            content: hash.bytes.reversed() + [isConnected ? UInt8(ascii: "C") : UInt8(ascii: "D")])
    }

    /// A step of the mempool, with its number in eight bytes, little-endian. For what leaves it with a block there is
    /// the step of the chain.
    static func mempoolStep(_ txid: Txid, isAdded: Bool, number: UInt64) -> Notification {
        Notification(
            topic: .sequence,
            content: txid.bytes.reversed() + [isAdded ? UInt8(ascii: "A") : UInt8(ascii: "R")]
                + (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
    }
}
