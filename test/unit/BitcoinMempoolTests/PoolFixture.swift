import BitcoinConsensus
import BitcoinPrimitives

@testable import BitcoinMempool

/// A mempool, and transactions for it that nobody has checked.
struct PoolFixture {
    var mempool: Mempool
    private var nextCoin: UInt32 = 0

    init(_ policy: MempoolPolicy = MempoolPolicy()) { mempool = Mempool(policy: policy) }

    /// An output that no transaction of the mempool has.
    mutating func coin() -> OutPoint {
        nextCoin += 1
        return OutPoint(txid: Txid(Hash256([UInt8](repeating: 0xcc, count: 32))!), index: nextCoin)
    }

    /// A transaction, of `padding` bytes more than it needs. Without inputs it spends a coin of its own.
    mutating func transaction(
        _ inputs: [OutPoint] = [], outputs: Int = 2, version: UInt32 = 2, sequence: UInt32 = 0xffff_ffff,
        padding: Int = 0
    ) -> Transaction {
        let spent = inputs.isEmpty ? [coin()] : inputs
        return Transaction(
            version: version,
            inputs: spent.map { TransactionInput(previousOutput: $0, sequence: sequence) },
            outputs: (0..<outputs).map { _ in
                TransactionOutput(
                    value: Amount(satoshis: 100_000),
                    scriptPubKey: Script([UInt8](repeating: 0x51, count: 22 + padding)))
            })
    }

    func entry(
        _ transaction: Transaction, fee: Int64, time: Int64 = 0, signatureCost: Int = 0
    ) -> MempoolEntry {
        MempoolEntry(
            transaction, fee: Amount(satoshis: fee), time: time, height: 1, sequence: 0,
            spendsCoinbase: false,
            signatureCost: signatureCost, policy: mempool.policy)
    }

    /// Adds a transaction with nothing else happening. False if limits do not allow it.
    @discardableResult
    mutating func add(_ transaction: Transaction, fee: Int64, time: Int64 = 0) -> Bool {
        var change = MempoolChange()
        change.add(entry(transaction, fee: fee, time: time), to: mempool)
        guard change.keepsLimits(of: mempool) else { return false }
        _ = change.apply(to: &mempool)
        return true
    }

    /// Makes a transaction and adds it.
    mutating func add(
        spending inputs: [OutPoint] = [], fee: Int64, time: Int64 = 0, version: UInt32 = 2, padding: Int = 0
    ) -> Transaction {
        let transaction = transaction(inputs, version: version, padding: padding)
        add(transaction, fee: fee, time: time)
        return transaction
    }
}

extension Transaction {
    /// One of its outputs.
    func output(_ index: UInt32 = 0) -> OutPoint { OutPoint(txid: txid, index: index) }
}
