import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

/// What commands tell about a block apart from its transactions, taken at one moment.
struct BlockSummary: Sendable {
    var hash: BlockHash
    var header: BlockHeader
    var height: Int
    var chainWork: UInt256
    /// The median time of the block and the ten before it, in seconds since 1970.
    var medianTimePast: Int64
    /// The number of transactions, 0 if they were never seen.
    var transactionCount: UInt32
    /// The blocks on top of it and itself; -1 if it is not in the active chain.
    var confirmations: Int
    /// The block after it in the active chain.
    var nextBlock: BlockHash?

    /// The members that stand before those of the block itself.
    var head: [(String, JSONValue)] {
        [("hash", .string("\(hash)")), ("confirmations", .integer(confirmations))]
    }

    /// The members of the header, in their customary order, with `transactions` in their place if there are any.
    func members(transactions: JSONValue? = nil) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [
            ("height", .integer(height)),
            ("version", .integer(header.version)),
            ("versionHex", .string(UInt32(bitPattern: header.version).paddedHex)),
            ("merkleroot", .string("\(header.merkleRoot)")),
            ("time", .integer(header.time)),
            ("mediantime", .integer(medianTimePast)),
            ("nonce", .integer(header.nonce)),
            ("bits", .string(header.bits.paddedHex)),
            ("target", .string("\(CompactTarget(header.bits).decoded.target)")),
            ("difficulty", .double(Difficulty.value(bits: header.bits))),
            ("chainwork", .string("\(chainWork)")),
            ("nTx", .integer(transactionCount)),
        ]
        if !header.previousBlock.isZero {
            members.append(("previousblockhash", .string("\(header.previousBlock)")))
        }
        if let nextBlock { members.append(("nextblockhash", .string("\(nextBlock)"))) }
        return members
    }
}
