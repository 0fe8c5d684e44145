import BitcoinConsensus
import BitcoinPrimitives

@testable import BitcoinChain

/// `OP_TRUE`: anybody may spend it.
let anyoneCanSpend = Script([0x51])

extension ChainManager {
    /// Finds blocks, one on the other. Returns their hashes.
    @discardableResult
    func generate(_ count: Int, payingTo script: Script = anyoneCanSpend) async throws -> [BlockHash] {
        var hashes: [BlockHash] = []
        for _ in 0..<count {
            if let hash = try await generateBlock(payingTo: script) { hashes.append(hash) }
        }
        return hashes
    }

    /// A block with a proof of work that follows any block, valid or not.
    func block(
        after previous: BlockHash, _ transactions: [Transaction] = [], value: Amount? = nil,
        time: UInt32? = nil, script: Script = anyoneCanSpend, tag: UInt8 = 0
    ) throws -> Block {
        guard let parent = block(previous) else { throw ChainError("unknown parent") }
        var coinbase = CoinbaseBuilder(
            height: parent.height + 1, script: tag == 0 ? script : Script([0x51, tag]),
            value: value ?? configuration.parameters.consensus.subsidy(at: parent.height + 1))
        coinbase.commit(toWitnessesOf: transactions, isSegwitActive: true)
        let all = [coinbase.transaction] + transactions
        let header = BlockHeader(
            version: 0x2000_0000, previousBlock: previous,
            merkleRoot: MerkleTree.root(all.map(\.txid.hash)).hash,
            time: time ?? parent.header.time + 600, bits: parent.header.bits, nonce: 0)
        return try solved(Block(header: header, transactions: all))
    }

    func solved(_ block: Block) throws -> Block {
        var tries: UInt64 = 1_000_000
        guard let solved = Self.solve(block, parameters: configuration.parameters, tries: &tries) else {
            throw ChainError("no proof of work")
        }
        return solved
    }

    /// A block on top of the best chain, taken in without regard to its verdict.
    func coinbase(atHeight height: Int) async throws -> Transaction {
        guard let hash = block(atHeight: height)?.hash, let block = try await readBlock(hash) else {
            throw ChainError("no block at \(height)")
        }
        return block.transactions[0]
    }
}

/// A transaction that spends an output without any signature.
func spend(
    _ transaction: Transaction, _ index: UInt32 = 0, value: Amount? = nil, sequence: UInt32 = 0xffff_ffff,
    lockTime: UInt32 = 0, script: Script = anyoneCanSpend
) -> Transaction {
    Transaction(
        version: 2,
        inputs: [
            TransactionInput(
                previousOutput: OutPoint(txid: transaction.txid, index: index), sequence: sequence)
        ],
        outputs: [
            TransactionOutput(
                value: value ?? transaction.outputs[Int(index)].value, scriptPubKey: script)
        ], lockTime: lockTime)
}
