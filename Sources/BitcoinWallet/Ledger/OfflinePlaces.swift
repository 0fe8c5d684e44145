import BitcoinInterfaces
import BitcoinPrimitives

/// Where blocks are when there is no node to ask, as far as the wallet's transactions tell.
///
/// No height is known for sure. But a coinbase transaction names the height of its block (BIP 34), and a transaction with a
/// lock time is in a later block than that. So the chain has at least the height of the latest of these blocks, and a
/// coinbase transaction that is a hundred blocks older is mature. Heights are counted back from the tip, which is at
/// ``tipHeight``; all other blocks are there, too: what is confirmed is so at least once.
struct OfflinePlaces: Sendable {
    /// The height that stands for a place that is not known.
    static let tipHeight: Int32 = -1

    /// The blocks that transactions refer to.
    let blocks: [BlockHash: BlockRef]

    /// - Parameter heightsBegin: from which block on coinbase transactions name their height.
    init(_ records: [TransactionRecord], heightsBegin: Int) {
        var coinbases: [BlockHash: Int32] = [:]
        var hashes: Set<BlockHash> = []
        var highest: Int32 = 0
        for record in records {
            switch record.place {
            case .inactive, .abandoned: continue
            case .conflicted(let hash): hashes.insert(hash)
            case .confirmed(let hash, _):
                hashes.insert(hash)
                guard record.transaction.isCoinbase else {
                    highest = max(highest, Self.lowestHeight(of: record.transaction))
                    continue
                }
                guard let height = Self.height(inCoinbase: record.transaction), height >= heightsBegin else {
                    continue
                }
                coinbases[hash] = height
                highest = max(highest, height)
            }
        }
        var blocks: [BlockHash: BlockRef] = [:]
        for hash in hashes {
            let back = coinbases[hash].map { highest - $0 } ?? 0
            blocks[hash] = BlockRef(hash: hash, height: Self.tipHeight - back)
        }
        self.blocks = blocks
    }

    /// The least height of a block that can have a transaction; zero if its lock time says nothing about that.
    private static func lowestHeight(of transaction: Transaction) -> Int32 {
        let firstTime: UInt32 = 500_000_000
        let heeds = transaction.inputs.contains { $0.sequence != .max }
        return heeds && transaction.lockTime < firstTime ? Int32(transaction.lockTime) + 1 : 0
    }

    /// The height with which the script of a coinbase transaction begins, as a number that is pushed.
    private static func height(inCoinbase transaction: Transaction) -> Int32? {
        guard let script = transaction.inputs.first?.scriptSig.bytes.array, let first = script.first else {
            return nil
        }
        if (0x51...0x60).contains(first) { return Int32(first) - 0x50 }
        let length = Int(first)
        guard (1...4).contains(length), script.count > length else { return nil }
        let number = script[1...length].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return Int32(exactly: number)
    }
}
