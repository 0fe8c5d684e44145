import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport

/// What a template was made from, for whoever wants to be told when another one is worth asking for (BIP22): the hash of
/// the block that it follows, and behind it the number of changes of the mempool.
struct LongPollID: Sendable, Equatable, CustomStringConvertible {
    let tip: BlockHash
    let mempoolChange: UInt64

    init(tip: BlockHash, mempoolChange: UInt64) {
        self.tip = tip
        self.mempoolChange = mempoolChange
    }

    /// Reads one. What stands behind the hash and is no number counts as zero.
    init(_ text: String) throws(RPCError) {
        let hash = String(text.prefix(64))
        let length = hash.utf8.count
        guard length == 64 else {
            throw RPCError(
                .invalidParameter, "longpollid must be of length 64 (not \(length), for '\(hash)')")
        }
        guard let watched = Hash256(hex: hash) else {
            throw RPCError(.invalidParameter, "longpollid must be hexadecimal string (not '\(hash)')")
        }
        tip = BlockHash(watched)
        mempoolChange = UInt64(text.dropFirst(64)) ?? 0
    }

    var description: String { "\(tip)\(mempoolChange)" }
}
