import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// The rules that a block can break, apart from those about coins.
public enum BlockChecks {
    /// Everything that needs no other block: proof of work, signet solution, merkle root, sizes, coinbase,
    /// transactions, signature operations. A template that is not mined yet leaves out the first two.
    public static func check(
        _ block: Block, parameters: ConsensusParameters, checkProofOfWork: Bool = true,
        checkMerkleRoot: Bool = true
    ) throws(BlockRejection) {
        if checkProofOfWork {
            try HeaderChecks.checkProofOfWork(block.header, hash: block.hash, parameters: parameters)
            try SignetChecks.check(block, parameters: parameters)
        }
        if checkMerkleRoot { try Self.checkMerkleRoot(block) }
        try checkSizes(block)
        try checkTransactions(block)
    }

    /// The header commits to the transactions, and to no other list of them.
    public static func checkMerkleRoot(_ block: Block) throws(BlockRejection) {
        let root = block.merkleRoot()
        guard block.header.merkleRoot == root.hash else {
            throw BlockRejection(.mutated, "bad-txnmrklroot", debug: "hashMerkleRoot mismatch")
        }
        guard !root.isMutated else {
            throw BlockRejection(.mutated, "bad-txns-duplicate", debug: "duplicate transaction")
        }
    }

    private static func checkSizes(_ block: Block) throws(BlockRejection) {
        let limit = ConsensusLimits.maximumBlockWeight / ConsensusLimits.witnessScaleFactor
        guard !block.transactions.isEmpty, block.transactions.count <= limit, block.strippedSize <= limit
        else {
            throw BlockRejection(.consensus, "bad-blk-length", debug: "size limits failed")
        }
    }

    private static func checkTransactions(_ block: Block) throws(BlockRejection) {
        let transactions = block.transactions
        guard transactions.first?.isCoinbase == true else {
            throw BlockRejection(.consensus, "bad-cb-missing", debug: "first tx is not coinbase")
        }
        guard !transactions.dropFirst().contains(where: \.isCoinbase) else {
            throw BlockRejection(.consensus, "bad-cb-multiple", debug: "more than one coinbase")
        }
        var signatureOperations = 0
        for transaction in transactions {
            do {
                try TransactionChecks.check(transaction)
            } catch {
                throw BlockRejection(
                    .consensus, error.reason,
                    debug: "Transaction check failed (tx hash \(transaction.txid)) \(error.debug)")
            }
        }
        for transaction in transactions {
            signatureOperations += SignatureOperations.legacyCount(transaction)
        }
        guard
            signatureOperations * ConsensusLimits.witnessScaleFactor
                <= ConsensusLimits.maximumBlockSignatureCost
        else {
            throw BlockRejection(.consensus, "bad-blk-sigops", debug: "out-of-bounds SigOpCount")
        }
    }

    /// Everything that depends on the blocks before: final transactions, the height in the coinbase, the witness
    /// commitment, the weight. `previous` is nil for the genesis block.
    public static func checkContext<Entry: ChainEntry>(
        _ block: Block, after previous: Entry?, parameters: ConsensusParameters
    ) throws(BlockRejection) {
        let height = previous.map { $0.height + 1 } ?? 0
        let heights = parameters.activationHeights
        var cutoff = Int64(block.header.time)
        if height >= heights.csv, let previous { cutoff = previous.medianTimePast }
        for transaction in block.transactions where !transaction.isFinal(height: height, time: cutoff) {
            throw BlockRejection(.consensus, "bad-txns-nonfinal", debug: "non-final transaction")
        }
        if height >= heights.bip34 { try checkCoinbaseHeight(block, height) }
        try checkWitness(block, isCommitmentExpected: height >= heights.segwit)
        guard block.weight <= ConsensusLimits.maximumBlockWeight else {
            throw BlockRejection(
                .consensus, "bad-blk-weight", debug: "ContextualCheckBlock : weight limit failed")
        }
    }

    /// BIP34: the coinbase's script starts with the height.
    private static func checkCoinbaseHeight(_ block: Block, _ height: Int) throws(BlockRejection) {
        var builder = ScriptBuilder()
        builder.append(number: Int64(height))
        let expected = builder.script.bytes
        guard let coinbase = block.transactions.first, let input = coinbase.inputs.first,
            input.scriptSig.count >= expected.count,
            input.scriptSig.bytes[0..<expected.count] == expected
        else {
            throw BlockRejection(
                .consensus, "bad-cb-height", debug: "block height mismatch in coinbase")
        }
    }

    /// BIP141: witnesses are those that the coinbase commits to, and there are none without a commitment.
    public static func checkWitness(
        _ block: Block, isCommitmentExpected: Bool
    ) throws(BlockRejection) {
        if isCommitmentExpected, let index = block.witnessCommitmentIndex,
            let coinbase = block.transactions.first, let witness = coinbase.inputs.first?.witness
        {
            guard witness.count == 1, let reserved = witness.last, reserved.count == 32 else {
                throw BlockRejection(
                    .mutated, "bad-witness-nonce-size",
                    debug: "CheckWitnessMalleation : invalid witness reserved value size")
            }
            let hash = WitnessCommitment.hash(
                witnessRoot: block.witnessMerkleRoot().hash, reserved: reserved.rawSpan)
            guard coinbase.outputs[index].scriptPubKey.bytes[6..<38] == Bytes(hash.bytes) else {
                throw BlockRejection(
                    .mutated, "bad-witness-merkle-match",
                    debug: "CheckWitnessMalleation : witness merkle commitment mismatch")
            }
            return
        }
        guard !block.transactions.contains(where: \.hasWitness) else {
            throw BlockRejection(
                .mutated, "unexpected-witness",
                debug: "CheckWitnessMalleation : unexpected witness data found")
        }
    }

    /// True if the block's data are surely not what its header commits to, before anything else is checked.
    public static func isMutated(_ block: Block, checkWitnessRoot: Bool) -> Bool {
        do {
            try checkMerkleRoot(block)
            guard block.transactions.first?.isCoinbase == true else {
                // A transaction of 64 bytes may be an inner node of the tree.
                return block.transactions.contains { $0.strippedSize == 64 }
            }
            try checkWitness(block, isCommitmentExpected: checkWitnessRoot)
            return false
        } catch {
            Log.debug(.validation, "Block mutated: \(error)")
            return true
        }
    }
}
