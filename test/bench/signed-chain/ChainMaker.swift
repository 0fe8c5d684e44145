import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript

/// Makes one block after the other.
struct ChainMaker {
    /// After so many blocks a block's first transaction may be spent.
    private static let maturity = 100
    private static let inputsPerTransaction = 16
    private static let startTime: UInt32 = 1_700_000_000

    private let parameters: ChainParameters
    private let inputsPerBlock: Int
    private let locks: Locks
    private var tip: BlockHash
    private var height = 0
    /// The first transactions of the last blocks, the oldest one first.
    private var ripening: [Transaction] = []
    /// Outputs of the last block, for the next one.
    private var coins: [(outPoint: OutPoint, output: TransactionOutput)] = []
    private var nextLock = 0
    /// How many inputs have been signed.
    private(set) var signedInputs = 0

    init(parameters: ChainParameters, inputsPerBlock: Int) throws {
        self.parameters = parameters
        self.inputsPerBlock = inputsPerBlock
        locks = try Locks(format: parameters.addressFormat)
        tip = parameters.genesis.hash
    }

    /// The next block.
    mutating func next() -> Block {
        height += 1
        var transactions: [Transaction] = []
        for start in stride(from: 0, to: coins.count, by: Self.inputsPerTransaction) {
            transactions.append(spend(coins[start..<min(start + Self.inputsPerTransaction, coins.count)]))
        }
        coins = []
        if ripening.count >= Self.maturity {
            let divided = divide(ripening.removeFirst())
            transactions.append(divided)
            coins = divided.outputs.enumerated().map { index, output in
                (OutPoint(txid: divided.txid, index: UInt32(index)), output)
            }
        }
        let first = coinbase(transactions)
        ripening.append(first)
        let block = solved([first] + transactions)
        tip = block.hash
        return block
    }

    private mutating func lock() -> Script {
        nextLock += 1
        return locks.scripts[nextLock % locks.scripts.count]
    }

    /// Brings some coins together. There are no fees.
    private mutating func spend(
        _ coins: ArraySlice<(outPoint: OutPoint, output: TransactionOutput)>
    ) -> Transaction {
        let total = coins.reduce(Amount.zero) { $0 + $1.output.value }
        return sign(
            coins.map { $0.outPoint }, coins.map { $0.output },
            [TransactionOutput(value: total, scriptPubKey: lock())])
    }

    /// Makes many outputs of one.
    private mutating func divide(_ first: Transaction) -> Transaction {
        let output = first.outputs[0]
        let share = Amount(satoshis: output.value.satoshis / Int64(inputsPerBlock))
        let outputs = (0..<inputsPerBlock).map { _ in TransactionOutput(value: share, scriptPubKey: lock()) }
        return sign([OutPoint(txid: first.txid, index: 0)], [output], outputs)
    }

    private mutating func sign(
        _ outPoints: [OutPoint], _ spent: [TransactionOutput], _ outputs: [TransactionOutput]
    ) -> Transaction {
        let unsigned = Transaction(
            version: 2, inputs: outPoints.map { TransactionInput(previousOutput: $0) }, outputs: outputs)
        let outcome = TransactionSigner.sign(unsigned, provider: locks.provider, spentOutputs: spent)
        precondition(outcome.isComplete, "not signed: \(outcome.errors)")
        signedInputs += outPoints.count
        return outcome.transaction
    }

    private mutating func coinbase(_ transactions: [Transaction]) -> Transaction {
        var script = ScriptBuilder()
        script.append(number: Int64(height))
        // A script of one byte would be too short.
        script.append(number: Int64(height))
        let root = MerkleTree.root([.zero] + transactions.map(\.wtxid.hash)).hash
        return Transaction(
            version: 2,
            inputs: [
                TransactionInput(
                    previousOutput: .null, scriptSig: script.script, witness: WitnessCommitment.reservedValue)
            ],
            outputs: [
                TransactionOutput(
                    value: parameters.consensus.subsidy(at: height), scriptPubKey: lock()),
                TransactionOutput(value: .zero, scriptPubKey: WitnessCommitment.script(witnessRoot: root)),
            ])
    }

    private func solved(_ transactions: [Transaction]) -> Block {
        var header = BlockHeader(
            version: 0x2000_0000, previousBlock: tip,
            merkleRoot: MerkleTree.root(transactions.map(\.txid.hash)).hash,
            time: Self.startTime + UInt32(height) * 600, bits: parameters.genesis.header.bits, nonce: 0)
        let limit = parameters.consensus.proofOfWorkLimit
        while !ProofOfWork.isSatisfied(hash: header.hash, bits: header.bits, limit: limit) {
            header.nonce += 1
        }
        return Block(header: header, transactions: transactions)
    }
}
