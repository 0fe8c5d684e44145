import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

/// Each rule that a block can break, with upstream's word for it.
@Suite("Reject reasons of blocks")
struct BlockRuleTests {
    private let parameters = ChainParameters.parameters(for: .regtest).consensus
    private let genesis = TestEntry(ChainParameters.parameters(for: .regtest).genesis.header, parent: nil)

    private func coinbase(
        height: Int = 1, extra: [UInt8] = [0], outputs: [TransactionOutput]? = nil,
        witness: Witness = Witness()
    ) -> Transaction {
        var script = ScriptBuilder()
        script.append(number: Int64(height))
        script.append(push: extra)
        return Transaction(
            inputs: [TransactionInput(previousOutput: .null, scriptSig: script.script, witness: witness)],
            outputs: outputs ?? [TransactionOutput(value: .coin, scriptPubKey: Script([0x51]))])
    }

    private func payment(
        _ seed: UInt8 = 1, outputs: [TransactionOutput]? = nil, sequence: UInt32 = .max, lockTime: UInt32 = 0,
        witness: Witness = Witness()
    ) -> Transaction {
        let source = OutPoint(txid: Txid(Hash256([UInt8](repeating: seed, count: 32)) ?? .zero), index: 0)
        return Transaction(
            inputs: [TransactionInput(previousOutput: source, sequence: sequence, witness: witness)],
            outputs: outputs ?? [TransactionOutput(value: .coin, scriptPubKey: Script([0x51]))],
            lockTime: lockTime)
    }

    /// A block over the genesis block, mined.
    private func block(_ transactions: [Transaction], merkleRoot: Hash256? = nil) -> Block {
        let root = merkleRoot ?? MerkleTree.root(transactions.map(\.txid.hash)).hash
        var header = BlockHeader(
            version: 0x2000_0000, previousBlock: parameters.genesisHash, merkleRoot: root,
            time: genesis.time + 600, bits: 0x207f_ffff, nonce: 0)
        while !ProofOfWork.isSatisfied(
            hash: header.hash, bits: header.bits, limit: parameters.proofOfWorkLimit)
        {
            header.nonce += 1
        }
        return Block(header: header, transactions: transactions)
    }

    private func rejection(of block: Block) -> BlockRejection? {
        do throws(BlockRejection) {
            try BlockChecks.check(block, parameters: parameters)
            try HeaderChecks.checkContext(
                block.header, after: genesis, now: Int64(genesis.time) + 600, parameters: parameters)
            try BlockChecks.checkContext(block, after: genesis, parameters: parameters)
            return nil
        } catch {
            return error
        }
    }

    @Test func aGoodBlockIsAccepted() {
        #expect(rejection(of: block([coinbase(), payment()])) == nil)
    }

    @Test func proofOfWork() {
        var header = block([coinbase()]).header
        while ProofOfWork.isSatisfied(
            hash: header.hash, bits: header.bits, limit: parameters.proofOfWorkLimit)
        {
            header.nonce += 1
        }
        let reason = rejection(of: Block(header: header, transactions: [coinbase()]))
        #expect(reason?.description == "high-hash, proof of work failed")
        #expect(reason?.kind == .invalidHeader)
    }

    @Test func merkleRoot() {
        let wrong = rejection(of: block([coinbase(), payment()], merkleRoot: .zero))
        #expect(wrong?.description == "bad-txnmrklroot, hashMerkleRoot mismatch")
        #expect(wrong?.kind == .mutated)
        let twice = rejection(of: block([coinbase(), payment(), payment()]))
        #expect(twice?.reason != "bad-txns-duplicate")
        let mutated = rejection(of: block([coinbase(), payment(), payment(2), payment(2)]))
        #expect(mutated?.description == "bad-txns-duplicate, duplicate transaction")
        #expect(mutated?.kind == .mutated)
    }

    @Test func coinbasePlace() {
        #expect(rejection(of: block([payment()]))?.reason == "bad-cb-missing")
        #expect(rejection(of: block([coinbase(), coinbase(extra: [1])]))?.reason == "bad-cb-multiple")
        #expect(rejection(of: block([]))?.description == "bad-blk-length, size limits failed")
    }

    @Test func coinbaseLength() {
        let long = coinbase(extra: [UInt8](repeating: 0, count: 100))
        let reason = rejection(of: block([long]))
        #expect(reason?.reason == "bad-cb-length")
        #expect(reason?.debug == "Transaction check failed (tx hash \(long.txid)) ")
    }

    @Test func coinbaseHeight() {
        #expect(
            rejection(of: block([coinbase(height: 2)]))?.description
                == "bad-cb-height, block height mismatch in coinbase")
    }

    @Test func blockLengthWithoutWitness() {
        let data = TransactionOutput(
            value: .zero, scriptPubKey: Script([0x6a] + [UInt8](repeating: 0, count: 400_000)))
        let transactions = [coinbase()] + (UInt8(1)...3).map { payment($0, outputs: [data]) }
        #expect(rejection(of: block(transactions))?.reason == "bad-blk-length")
    }

    @Test func signatureOperations() {
        let checks = [UInt8](repeating: Opcode.checkSig.rawValue, count: 20_000)
        let full = payment(outputs: [TransactionOutput(value: .zero, scriptPubKey: Script(checks))])
        #expect(rejection(of: block([coinbase(), full])) == nil)
        let over = payment(
            outputs: [
                TransactionOutput(value: .zero, scriptPubKey: Script(checks + [Opcode.checkSig.rawValue]))
            ])
        #expect(
            rejection(of: block([coinbase(), over]))?.description
                == "bad-blk-sigops, out-of-bounds SigOpCount")
    }

    @Test func transactionsThatAreNotFinal() {
        let locked = payment(sequence: 0, lockTime: 2)
        #expect(
            rejection(of: block([coinbase(), locked]))?.description
                == "bad-txns-nonfinal, non-final transaction")
        #expect(rejection(of: block([coinbase(), payment(sequence: .max, lockTime: 2)])) == nil)
        #expect(rejection(of: block([coinbase(), payment(sequence: 0, lockTime: 0)])) == nil)
        // BIP113: a lock time is compared with the median time past, not with the block's own time.
        let timed = payment(sequence: 0, lockTime: genesis.time)
        #expect(rejection(of: block([coinbase(), timed]))?.reason == "bad-txns-nonfinal")
        let before = payment(sequence: 0, lockTime: genesis.time - 1)
        #expect(rejection(of: block([coinbase(), before])) == nil)
    }

    private func committed(
        _ transactions: [Transaction], reserved: [[UInt8]] = [[UInt8](repeating: 0, count: 32)]
    ) -> Block {
        let root = MerkleTree.root([.zero] + transactions.map(\.wtxid.hash)).hash
        let commitment = TransactionOutput(
            value: .zero, scriptPubKey: WitnessCommitment.script(witnessRoot: root))
        return block([coinbase(outputs: [commitment], witness: Witness(reserved))] + transactions)
    }

    @Test func witnessCommitment() {
        let spend = payment(witness: Witness([[1]]))
        #expect(rejection(of: committed([spend])) == nil)
        let nonce = rejection(of: committed([spend], reserved: [[1, 2, 3]]))
        #expect(
            nonce?.description
                == "bad-witness-nonce-size, CheckWitnessMalleation : invalid witness reserved value size")
        #expect(nonce?.kind == .mutated)
        let other = rejection(of: committed([spend], reserved: [[UInt8](repeating: 1, count: 32)]))
        #expect(
            other?.description
                == "bad-witness-merkle-match, CheckWitnessMalleation : witness merkle commitment mismatch")
        let none = rejection(of: block([coinbase(), spend]))
        #expect(
            none?.description == "unexpected-witness, CheckWitnessMalleation : unexpected witness data found")
    }

    @Test func weight() {
        let large = payment(witness: Witness([[UInt8](repeating: 0, count: 4_000_000)]))
        #expect(
            rejection(of: committed([large]))?.description
                == "bad-blk-weight, ContextualCheckBlock : weight limit failed")
    }

    @Test func mutationIsFoundBeforeAnythingElse() {
        let good = block([coinbase(), payment()])
        #expect(!BlockChecks.isMutated(good, checkWitnessRoot: true))
        let damaged = Block(header: good.header, transactions: [coinbase(), payment(2)])
        #expect(BlockChecks.isMutated(damaged, checkWitnessRoot: true))
    }
}
