import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript
import BitcoinTesting

/// What parts of validation take by themselves on real data: parsing, hashing and the rules of full blocks, and the
/// scripts of real transactions. One line for each part.
enum Parts {
    private static let clock = ContinuousClock()

    /// Runs `body` a few times and prints the best, which is the one that was disturbed least.
    private static func measure(
        _ name: String, count: Int, unit: String, rounds: Int = 5, _ body: () throws -> Void
    ) throws {
        var best = Duration.seconds(3600)
        for _ in 0..<rounds { best = min(best, try clock.measure { try body() }) }
        let seconds = Double(best.components.seconds) + Double(best.components.attoseconds) * 1e-18
        let each = seconds / Double(count) * 1e6
        print(
            "\(name): \((seconds * 1e5).rounded() / 100) ms, \((each * 1000).rounded() / 1000) µs for each \(unit)"
        )
    }

    static func measureAll() throws {
        try measureBlocks()
        try measureScripts()
    }

    private static func measureBlocks() throws {
        let records = try TestData.blockRecords("block-runs/mainnet_blocks_831328_831335.blkdat.xz")
        let blocks = try records.map { try Block(serialized: $0) }
        let transactionCount = blocks.reduce(0) { $0 + $1.transactions.count }
        let parameters = ChainParameters.parameters(for: .main).consensus

        try measure("parse full blocks", count: transactionCount, unit: "transaction") {
            for record in records { _ = try Block(serialized: record) }
        }
        try measure("merkle roots", count: transactionCount, unit: "transaction") {
            for block in blocks { try BlockChecks.checkMerkleRoot(block) }
        }
        try measure("context-free rules", count: transactionCount, unit: "transaction") {
            for block in blocks { try BlockChecks.check(block, parameters: parameters) }
        }
    }

    private static func measureScripts() throws {
        let spendings = try RealTransactions.load("scripts/mainnet_4066_txs_with_prevouts.jsonl.xz")
        let inputCount = spendings.reduce(0) { $0 + $1.transaction.inputs.count }

        try measure("prepare transactions", count: spendings.count, unit: "transaction") {
            for spending in spendings {
                _ = SpendingTransaction(spending.transaction, spentOutputs: spending.spentOutputs)
            }
        }
        var interpreter = ScriptInterpreter()
        try measure("verify scripts", count: inputCount, unit: "input", rounds: 3) {
            for spending in spendings {
                for index in spending.transaction.inputs.indices {
                    try interpreter.verify(spending, input: index, flags: .everyBlock)
                }
            }
        }
        let cache = SignatureCache(byteCount: 16 << 20)
        var cached = ScriptInterpreter(cache: cache)
        try measure(
            "verify scripts with all signatures in the cache", count: inputCount, unit: "input", rounds: 3
        ) {
            for spending in spendings {
                for index in spending.transaction.inputs.indices {
                    try cached.verify(spending, input: index, flags: .everyBlock)
                }
            }
        }
        for spending in try RealTransactions.load("scripts/notorious_txs.jsonl.xz") {
            let inputs = spending.transaction.inputs.count
            try measure("notorious \(spending.transaction.txid)", count: inputs, unit: "input", rounds: 1) {
                let prepared = SpendingTransaction(spending.transaction, spentOutputs: spending.spentOutputs)
                for index in 0..<inputs { try interpreter.verify(prepared, input: index, flags: .everyBlock) }
            }
        }
    }
}
