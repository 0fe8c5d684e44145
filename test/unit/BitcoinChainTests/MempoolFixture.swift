import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

@testable import BitcoinChain

/// `OP_TRUE`, and enough that means nothing for a transaction that pays to it not to be too small.
let roomyScript = Script([0x51] + [UInt8](repeating: 0x61, count: 20))

extension ChainFixture {
    /// A fixture whose mempool takes scripts of any form.
    static func forMempool(_ change: (inout MempoolPolicy) -> Void = { _ in }) -> ChainFixture {
        var fixture = ChainFixture()
        fixture.configuration.mempool.requiresStandard = false
        fixture.configuration.mempool.checkInterval = 1
        change(&fixture.configuration.mempool)
        return fixture
    }
}

/// A transaction that spends outputs without signatures and pays a fee.
func payment(
    _ inputs: [(transaction: Transaction, index: UInt32)], fee: Int64 = 1000, outputs: Int = 2,
    version: UInt32 = 2, sequence: UInt32 = 0xffff_fffd
) -> Transaction {
    let value = inputs.reduce(Int64(0)) { $0 + $1.transaction.outputs[Int($1.index)].value.satoshis }
    let share = (value - fee) / Int64(outputs)
    return Transaction(
        version: version,
        inputs: inputs.map {
            TransactionInput(
                previousOutput: OutPoint(txid: $0.transaction.txid, index: $0.index), sequence: sequence)
        },
        outputs: (0..<outputs).map { index in
            // The last one gets what division leaves.
            let rest = index == outputs - 1 ? value - fee - share * Int64(outputs) : 0
            return TransactionOutput(value: Amount(satoshis: share + rest), scriptPubKey: roomyScript)
        })
}

func payment(_ transaction: Transaction, _ index: UInt32 = 0, fee: Int64 = 1000, outputs: Int = 2)
    -> Transaction
{
    payment([(transaction, index)], fee: fee, outputs: outputs)
}

extension ChainManager {
    /// Hands transactions in, one after the other, and says what is wrong with each.
    func verdicts(_ transactions: [Transaction]) throws -> [String?] {
        try transactions.map { try submit($0).rejection?.reason }
    }

    /// Whether the scripts of a transaction need not be run for the next block.
    func knowsScripts(of transaction: Transaction) -> Bool {
        guard let tip = state.tip else { return false }
        let entry = state.tree[tip]
        let flags = state.consensus.scriptFlags(height: entry.height, hash: entry.hash)
        let cache = state.signatureCache
        return cache.contains(cache.entry(transaction.wtxid, flags: flags), erase: false)
    }

    var mempoolIDs: Set<Txid> { Set(mempool.inMiningOrder.map(\.transaction.txid)) }
}
