import BitcoinPrimitives
import BitcoinScript

/// The solution that blocks of a signet carry (BIP325).
public enum SignetChecks {
    /// What a solution in the witness commitment starts with.
    static let header: [UInt8] = [0xec, 0xc7, 0xda, 0xa2]

    private static let flags: ScriptFlags = [.payToScriptHash, .witness, .derSignatures, .nullDummy]

    /// Checks that a block satisfies the network's challenge; does nothing where there is none.
    static func check(_ block: Block, parameters: ConsensusParameters) throws(BlockRejection) {
        guard let challenge = parameters.signetChallenge, block.hash != parameters.genesisHash else { return }
        let rejection = BlockRejection(
            .consensus, "bad-signet-blksig", debug: "signet block signature validation failure")
        guard let spending = spending(of: block, challenge: challenge) else { throw rejection }
        var interpreter = ScriptInterpreter()
        do throws(ScriptError) {
            try interpreter.verify(spending, input: 0, flags: flags)
        } catch {
            throw rejection
        }
    }

    /// The two transactions that stand for a block: one pays to the challenge and commits to the block, the other
    /// spends it with the solution. Nil if the block has no commitment, or a solution that cannot be read.
    public static func spending(of block: Block, challenge: Script) -> SpendingTransaction? {
        guard let index = block.witnessCommitmentIndex, let coinbase = block.transactions.first else {
            return nil
        }
        let (commitment, solution) = split(coinbase.outputs[index].scriptPubKey)
        var outputs = coinbase.outputs
        outputs[index].scriptPubKey = commitment
        let unsigned = Transaction(
            version: coinbase.version, inputs: coinbase.inputs, outputs: outputs, lockTime: coinbase.lockTime)
        let leaves = [unsigned.txid.hash] + block.transactions.dropFirst().map(\.txid.hash)

        var data = ByteWriter(capacity: 72)
        data.write(block.header.version)
        data.write(block.header.previousBlock.hash)
        data.write(MerkleTree.root(leaves).hash)
        data.write(block.header.time)
        var commits = ScriptBuilder()
        commits.append(.zero)
        commits.append(push: data.bytes)
        let output = TransactionOutput(value: .zero, scriptPubKey: challenge)
        let toSpend = Transaction(
            version: 0,
            inputs: [TransactionInput(previousOutput: .null, scriptSig: commits.script, sequence: 0)],
            outputs: [output])

        var input = TransactionInput(previousOutput: OutPoint(txid: toSpend.txid, index: 0), sequence: 0)
        if let solution {
            // Without a solution a trivial challenge may still be satisfied.
            guard let (scriptSig, witness) = parse(solution) else { return nil }
            input.scriptSig = scriptSig
            input.witness = witness
        }
        let toSign = Transaction(
            version: 0, inputs: [input],
            outputs: [TransactionOutput(value: .zero, scriptPubKey: Script([Opcode.return.rawValue]))])
        return SpendingTransaction(toSign, spentOutputs: [output])
    }

    /// The commitment without its solution, and the solution: the first push that starts with the header and has
    /// more than it.
    private static func split(_ script: Script) -> (commitment: Script, solution: [UInt8]?) {
        var replacement = ScriptBuilder()
        var solution: [UInt8]?
        for instruction in script.instructions {
            let data = script.data(of: instruction).array
            if data.isEmpty {
                replacement.append(instruction.opcode)
            } else if solution == nil, data.count > header.count, data.starts(with: header) {
                solution = Array(data.dropFirst(header.count))
                replacement.append(push: header)
            } else {
                replacement.append(push: data)
            }
        }
        return solution == nil ? (script, nil) : (replacement.script, solution)
    }

    private static func parse(_ solution: [UInt8]) -> (Script, Witness)? {
        var reader = ByteReader(solution)
        guard let scriptSig: Script = try? reader.read(), let witness: Witness = try? reader.read(),
            reader.isAtEnd
        else { return nil }
        return (scriptSig, witness)
    }
}
