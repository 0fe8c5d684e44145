import BitcoinConsensus
import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript

// Transactions, blocks and headers as they come over the wire.
extension FuzzTarget {
    private static let parameters = ChainParameters.parameters(for: .main).consensus

    static let transaction = serialization(
        "transaction", of: Transaction.self, corpora: ["kernel_transaction", "transaction_eval"]
    ) { transaction in
        precondition(transaction.weight == transaction.strippedSize * 3 + transaction.totalSize)
        precondition(transaction.weight >= transaction.virtualSize)
        try? TransactionChecks.check(transaction)
        _ = SignatureOperations.legacyCount(transaction)
        for output in transaction.outputs { _ = StandardTemplate(output.scriptPubKey).name }
    }

    static let block = serialization(
        "block", of: Block.self, corpora: ["deserialize_block", "kernel_block"]
    ) { block in
        precondition(block.hash == block.header.hash)
        try? BlockChecks.check(block, parameters: parameters)
        _ = BlockChecks.isMutated(block, checkWitnessRoot: true)
        _ = BlockFilter(basic: block, spentScripts: [])
    }

    static let headers = FuzzTarget(name: "headers") { bytes in
        var reader = ByteReader(bytes)
        while let header: BlockHeader = try? reader.read() {
            precondition((try? BlockHeader(serialized: header.serialized)) == header)
            let decoded = CompactTarget(header.bits).decoded
            if !decoded.isNegative, !decoded.overflows {
                let again = CompactTarget(decoded.target).decoded
                precondition(again.target == decoded.target, "a target changes when it is written again")
            }
            let target = ProofOfWork.target(bits: header.bits, limit: parameters.proofOfWorkLimit)
            if ProofOfWork.isSatisfied(
                hash: header.hash, bits: header.bits, limit: parameters.proofOfWorkLimit)
            {
                precondition(target != nil, "work was done for a target that nobody may have")
            }
            _ = ProofOfWork.work(bits: header.bits)
        }
    }

    static let merkleBlock = FuzzTarget(name: "merkleblock") { bytes in
        var reader = ByteReader(bytes)
        guard let block: MerkleBlock = try? reader.read(), let proof = block.tree.proof() else { return }
        precondition(proof.leaves.allSatisfy { $0.index < block.tree.leafCount })
    }

    static let blockFilter = FuzzTarget(name: "blockfilter") { bytes in
        guard
            let filter = try? BlockFilter(
                type: .basic, blockHash: .zero, encoded: bytes, isTrusted: false)
        else { return }
        precondition(filter.encoded == bytes)
        _ = try? filter.scripts.contains(Bytes(bytes))
    }
}
