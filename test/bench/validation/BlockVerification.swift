import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript
import BitcoinStorage
import BitcoinTesting

/// What connecting a block checks and changes, on one thread: its bytes, its own rules, its coins and their scripts.
struct BlockVerification {
    private let cache = SignatureCache(byteCount: 16 << 20)
    private let folder = TemporaryDirectory()
    private let database: CoinsDatabase
    private(set) var transactions = 0
    private(set) var inputs = 0
    private(set) var cost = 0

    init() throws {
        database = try CoinsDatabase(path: folder.file("coins"), options: LevelDBOptions())
    }

    mutating func verify(_ sample: BlockSample) throws {
        let block = try Block(serialized: sample.bytes)
        let consensus = ChainParameters.parameters(for: sample.chain).consensus
        try BlockChecks.check(block, parameters: consensus)
        guard !BlockChecks.isMutated(block, checkWitnessRoot: sample.hasSegwit) else {
            throw BlockRejection(.mutated, "bad-witness-merkle-match")
        }
        let coins = try CoinsCache(database: database)
        for (transaction, spent) in zip(block.transactions.dropFirst(), sample.coins) {
            for (input, coin) in zip(transaction.inputs, spent ?? []) {
                guard case .earlier(let coin) = coin else { continue }
                try coins.add(input.previousOutput, coin, mayOverwrite: false)
            }
        }
        // The signatures are not kept: no block comes twice.
        var interpreter = ScriptInterpreter(cache: cache, storesInCache: false)
        for (index, transaction) in block.transactions.enumerated() {
            if index > 0, sample.coins[index - 1] != nil {
                try verify(transaction, of: sample, with: coins, &interpreter)
            }
            try coins.add(outputsOf: transaction, height: sample.height, mayOverwrite: false)
        }
    }

    private mutating func verify(
        _ transaction: Transaction, of sample: BlockSample, with coins: CoinsCache,
        _ interpreter: inout ScriptInterpreter
    ) throws {
        var found: [Coin?] = []
        found.reserveCapacity(transaction.inputs.count)
        for input in transaction.inputs { found.append(try coins.spend(input.previousOutput)) }
        _ = try TransactionChecks.checkInputs(transaction, height: sample.height, coins: found)
        let outputs = found.compactMap { $0?.output }
        cost += SignatureOperations.cost(of: transaction, spentOutputs: outputs, flags: sample.flags)
        let spending = SpendingTransaction(transaction, spentOutputs: outputs)
        for index in transaction.inputs.indices {
            try interpreter.verify(spending, input: index, flags: sample.flags)
        }
        transactions += 1
        inputs += transaction.inputs.count
    }
}
