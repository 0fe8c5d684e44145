import BitcoinConsensus
import BitcoinCrypto
import BitcoinPrimitives

/// Brings the totals of all coins from block to block.
struct CoinStatisticsIndexWriter: IndexWriter {
    private enum Key {
        /// The hash over all coins at the last commit, with which the next block's is computed.
        static let muhash: [UInt8] = [UInt8(ascii: "M")]
    }

    private let index: CoinStatisticsIndex
    private let consensus: ConsensusParameters
    private var coins = MuHash()
    private var totals = CoinTotals()
    /// The block that `totals` are of.
    private var lastHash = BlockHash.zero

    init(_ index: CoinStatisticsIndex, consensus: ConsensusParameters) {
        self.index = index
        self.consensus = consensus
    }

    var name: String { CoinStatisticsIndex.name }
    var threadName: String { "coinstatsidx" }
    var needsUndo: Bool { true }
    var allowsPruning: Bool { true }

    func committedLocator() throws -> [BlockHash] { try index.database.locator() }

    mutating func resume(at block: (hash: BlockHash, height: Int)?) throws {
        coins = MuHash()
        totals = CoinTotals()
        lastHash = .zero
        if let value = try index.database.store.get(Key.muhash) {
            guard let stored = MuHash(serialized: value) else { throw IndexError.damaged(name) }
            coins = stored
        }
        guard let block else { return }
        guard let stored = try index.totals(after: block.hash, height: block.height),
            stored.muhash == Hash256(coins.digest)
        else { throw IndexError.damaged(name) }
        totals = stored
        lastHash = block.hash
    }

    mutating func append(_ block: IndexedBlock) throws {
        let subsidy = consensus.subsidy(at: block.height)
        totals.subsidy += subsidy
        if block.height == 0 {
            totals.unspendable.genesis += subsidy
        } else {
            guard block.previousHash == lastHash else {
                throw IndexError(
                    "previous block header belongs to unexpected block \(lastHash); expected "
                        + "\(block.previousHash)")
            }
            try apply(block, subsidy: subsidy)
        }
        try countUnclaimed()
        totals.muhash = Hash256(coins.digest)
        lastHash = block.hash
        try index.records.put(totals, hash: block.hash, height: block.height)
    }

    mutating func remove(_ block: IndexedBlock) throws {
        guard block.height > 0 else { throw IndexError("The first block cannot be taken from \(name)") }
        let batch = index.database.store.makeBatch()
        try index.records.keepByHash(height: block.height, in: batch)
        try index.database.store.write(batch)
        guard let before = try index.totals(after: block.previousHash, height: block.height - 1) else {
            throw IndexError("previous block header not found; expected \(block.previousHash)")
        }
        var coins = coins
        try forEachChange(of: block) { outPoint, coin, isCreated in
            if !isCreated {
                coins.insert(coin.setElement(at: outPoint))
            } else if !coin.output.scriptPubKey.isUnspendable {
                coins.remove(coin.setElement(at: outPoint))
            }
        }
        guard before.muhash == Hash256(coins.digest) else { throw IndexError.damaged(name) }
        self.coins = coins
        totals = before
        lastHash = block.previousHash
    }

    mutating func commit(_ locator: [BlockHash]) throws {
        let batch = index.database.store.makeBatch()
        batch.put(Key.muhash, coins.serialized)
        index.database.put(locator, in: batch)
        try index.database.store.write(batch)
    }

    // MARK: Counting

    private mutating func apply(_ block: IndexedBlock, subsidy: Amount) throws {
        if RepeatedCoinbases.isRepeatedLater(block.hash, height: block.height) {
            totals.unspendable.repeated += subsidy
        }
        var coins = coins
        var totals = totals
        try forEachChange(of: block) { outPoint, coin, isCreated in
            let amount = coin.output.value
            let wide = UInt256(UInt64(bitPattern: amount.satoshis))
            guard isCreated else {
                coins.remove(coin.setElement(at: outPoint))
                totals.spent += wide
                totals.outputCount &-= 1
                totals.totalAmount -= amount
                totals.bogoSize &-= coin.bogoSize
                return
            }
            guard !coin.output.scriptPubKey.isUnspendable else {
                totals.unspendable.scripts += amount
                return
            }
            coins.insert(coin.setElement(at: outPoint))
            if coin.isCoinbase { totals.coinbase += wide } else { totals.created += wide }
            totals.outputCount &+= 1
            totals.totalAmount += amount
            totals.bogoSize &+= coin.bogoSize
        }
        self.coins = coins
        self.totals = totals
    }

    /// Hands on every output that a block makes, and every coin that it spends.
    private func forEachChange(
        of block: IndexedBlock, _ body: (OutPoint, Coin, _ isCreated: Bool) -> Void
    ) throws {
        let transactions = block.block.transactions
        guard block.undo.transactions.count + 1 == transactions.count else {
            throw IndexError("block and undo data of \(block.hash) are inconsistent")
        }
        let isRepeatedLater = RepeatedCoinbases.isRepeatedLater(block.hash, height: block.height)
        for (number, transaction) in transactions.enumerated() {
            let isCoinbase = transaction.isCoinbase
            // Its outputs were overwritten before they could be spent.
            if isCoinbase && isRepeatedLater { continue }
            for (index, output) in transaction.outputs.enumerated() {
                body(
                    OutPoint(txid: transaction.txid, index: UInt32(index)),
                    Coin(output: output, height: UInt32(block.height), isCoinbase: isCoinbase), true)
            }
            guard number > 0 else { continue }
            let spent = block.undo.transactions[number - 1]
            guard spent.count == transaction.inputs.count else {
                throw IndexError("block and undo data of \(block.hash) are inconsistent")
            }
            for (input, coin) in zip(transaction.inputs, spent) { body(input.previousOutput, coin, false) }
        }
    }

    /// What went into blocks and did not come out was not claimed by their miners.
    private mutating func countUnclaimed() throws {
        func wide(_ amount: Amount) -> UInt256 { UInt256(UInt64(bitPattern: amount.satoshis)) }
        let came = totals.spent + wide(totals.subsidy)
        let went = totals.created + totals.coinbase + wide(totals.unspendable.total)
        let unclaimed = came - went
        guard unclaimed <= UInt256(UInt64(Int64.max)) else {
            throw IndexError("\(name) finds more money than there can be")
        }
        totals.unspendable.unclaimed += Amount(satoshis: Int64(unclaimed.low64))
    }
}
