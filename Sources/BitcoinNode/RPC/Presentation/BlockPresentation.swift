import BitcoinChain
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTransactions

/// Shows blocks and their headers as JSON.
struct BlockPresentation: Sendable {
    let transactions: TransactionPresentation

    /// What is told about the transactions of a block.
    enum Detail: Sendable {
        /// Their ids.
        case ids
        /// Everything, with the outputs that they spend or without.
        case transactions(TransactionPresentation.Detail)
    }

    /// All about a header and its place in the chain.
    func header(_ block: BlockSnapshot) -> JSONObject {
        var object = JSONObject([
            ("hash", .string("\(block.hash)")),
            ("confirmations", .integer(block.confirmations)),
            ("height", .integer(block.height)),
            ("version", .integer(block.header.version)),
            ("versionHex", .string(UInt32(bitPattern: block.header.version).paddedHex)),
            ("merkleroot", .string("\(block.header.merkleRoot)")),
            ("time", .integer(block.header.time)),
            ("mediantime", .integer(block.medianTimePast)),
            ("nonce", .integer(block.header.nonce)),
            ("bits", .string(block.header.bits.paddedHex)),
            ("target", .string("\(CompactTarget(block.header.bits).decoded.target)")),
            ("difficulty", .double(Difficulty.value(bits: block.header.bits))),
            ("chainwork", .string("\(block.chainWork)")),
            ("nTx", .integer(block.transactionCount)),
        ])
        if !block.header.previousBlock.isZero {
            object.append("previousblockhash", .string("\(block.header.previousBlock)"))
        }
        if let next = block.next { object.append("nextblockhash", .string("\(next)")) }
        return object
    }

    /// All about a block.
    ///
    /// - Parameter undo: the coins that it spent, if they are at hand.
    func block(_ snapshot: BlockSnapshot, _ block: Block, detail: Detail, undo: BlockUndo? = nil)
        -> JSONObject
    {
        var object = header(snapshot)
        object.append("strippedsize", .integer(block.strippedSize))
        object.append("size", .integer(block.totalSize))
        object.append("weight", .integer(block.weight))
        if let coinbase = block.transactions.first {
            object.append("coinbase_tx", self.coinbase(coinbase))
        }
        switch detail {
        case .ids:
            object.append("tx", .array(block.transactions.map { .string("\($0.txid)") }))
        case .transactions(let detail):
            let all = block.transactions.enumerated().map { index, transaction in
                // The coinbase transaction spends nothing.
                let spent = index > 0 ? undo?.transactions[index - 1] : nil
                return JSONValue.object(transactions.json(transaction, spent: spent, detail: detail))
            }
            object.append("tx", .array(all))
        }
        return object
    }

    private func coinbase(_ transaction: Transaction) -> JSONValue {
        var object = JSONObject([
            ("version", .integer(transaction.version)),
            ("locktime", .integer(transaction.lockTime)),
        ])
        if let input = transaction.inputs.first {
            object.append("sequence", .integer(input.sequence))
            object.append("coinbase", .string(input.scriptSig.hex))
            if !input.witness.isEmpty { object.append("witness", .string(input.witness[0].hex)) }
        }
        return .object(object)
    }
}
