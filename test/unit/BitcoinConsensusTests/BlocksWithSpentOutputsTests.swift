import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

/// Real blocks with what they spend: scripts, amounts and signature operations.
@Suite("Blocks with their spent outputs", .enabled(if: TestData.isAvailable, "the test data is not there"))
struct BlocksWithSpentOutputsTests {
    private struct Sample {
        let block: Block
        let coins: [Coin]
        let height: Int
        let parameters: ConsensusParameters

        init(_ name: String, height: Int) throws {
            block = try Block(serialized: TestData.read("blocks-with-prevouts/\(name).blk.xz"))
            self.height = height
            let chain: ChainType = name.hasPrefix("mainnet") ? .main : .testnet
            parameters = ChainParameters.parameters(for: chain).consensus
            coins = try TestData.coinsSpent(by: name)
        }

        var flags: ScriptFlags { parameters.scriptFlags(height: height, hash: block.hash) }

        /// Each transaction but the coinbase, with the coins of its inputs.
        var spends: [(transaction: Transaction, coins: ArraySlice<Coin>)] {
            var next = 0
            return block.transactions.dropFirst().map { transaction in
                defer { next += transaction.inputs.count }
                return (transaction, coins[next..<next + transaction.inputs.count])
            }
        }
    }

    @Test(arguments: [
        ("mainnet_0000170", 170), ("mainnet_0002016", 2016), ("mainnet_0024835", 24_835),
        ("mainnet_0091722", 91_722), ("mainnet_0116928", 116_928), ("mainnet_0210000", 210_000),
        ("mainnet_0277647", 277_647), ("mainnet_0403200", 403_200), ("mainnet_0478558", 478_558),
        ("mainnet_0757739", 757_739), ("testnet3_0928828", 928_828), ("testnet3_1087400", 1_087_400),
    ])
    func everyInputIsValidAndTheCoinbaseTakesItsDue(name: String, height: Int) throws {
        let sample = try Sample(name, height: height)
        var interpreter = ScriptInterpreter()
        var fees = Amount.zero
        var cost = SignatureOperations.cost(
            of: sample.block.transactions[0], spentOutputs: [], flags: sample.flags)
        for (transaction, coins) in sample.spends {
            var byOutPoint: [OutPoint: Coin] = [:]
            for (input, coin) in zip(transaction.inputs, coins) { byOutPoint[input.previousOutput] = coin }
            fees += try TransactionChecks.checkInputs(transaction, height: height) { byOutPoint[$0] }
            let outputs = coins.map(\.output)
            let spending = SpendingTransaction(transaction, spentOutputs: outputs)
            for index in transaction.inputs.indices {
                try interpreter.verify(spending, input: index, flags: sample.flags)
            }
            cost += SignatureOperations.cost(of: transaction, spentOutputs: outputs, flags: sample.flags)
        }
        let due = sample.parameters.subsidy(at: height) + fees
        #expect(sample.block.transactions[0].outputValue == due)
        #expect(cost <= ConsensusLimits.maximumBlockSignatureCost)
    }

    /// Any one signature, amount, sequence or lock time changed, and the input fails for the reason that upstream gives.
    @Test func anyChangeIsRefusedWithItsReason() throws {
        let sample = try Sample("mainnet_0757739", height: 757_739)
        var interpreter = ScriptInterpreter()
        func error(_ transaction: Transaction, _ outputs: [TransactionOutput], _ index: Int) -> ScriptError? {
            let spending = SpendingTransaction(transaction, spentOutputs: outputs)
            do throws(ScriptError) {
                try interpreter.verify(spending, input: index, flags: sample.flags)
                return nil
            } catch {
                return error
            }
        }
        var changes = 0
        for (transaction, coins) in sample.spends {
            let outputs = coins.map(\.output)
            func rebuilt(_ inputs: [TransactionInput], lockTime: UInt32? = nil) -> Transaction {
                Transaction(
                    version: transaction.version, inputs: inputs, outputs: transaction.outputs,
                    lockTime: lockTime ?? transaction.lockTime)
            }
            for index in transaction.inputs.indices {
                let reasons = Self.reasons(outputs[index].scriptPubKey)
                func isRefused(_ transaction: Transaction, _ outputs: [TransactionOutput]) -> Bool {
                    error(transaction, outputs, index).map(reasons.contains) ?? false
                }
                let locked = rebuilt(transaction.inputs, lockTime: transaction.lockTime ^ 1)
                #expect(isRefused(locked, outputs))
                var inputs = transaction.inputs
                inputs[index].sequence ^= 1
                #expect(isRefused(rebuilt(inputs), outputs))
                inputs = transaction.inputs
                inputs[index] = Self.withOtherSignature(inputs[index])
                #expect(isRefused(rebuilt(inputs), outputs))
                if !inputs[index].witness.isEmpty {
                    var other = outputs
                    other[index].value += Amount(satoshis: 1)
                    #expect(isRefused(transaction, other))
                }
                changes += 1
            }
        }
        #expect(changes > 30)
    }

    /// What a wrong signature leads to: scripts of witnesses may look at the outcome themselves, as one of the block's
    /// does, whose EQUALVERIFY and CHECKSIGVERIFY come after a CHECKSIG.
    private static func reasons(_ script: Script) -> Set<ScriptError> {
        if script.isPayToTaproot { return [.schnorrSignature] }
        return script.isPayToWitnessScriptHash
            ? [.evalFalse, .equalVerify, .checkSigVerify] : [.evalFalse]
    }

    /// The same input with a bit of its first signature changed, in the middle of a number: it still looks like one.
    private static func withOtherSignature(_ input: TransactionInput) -> TransactionInput {
        var changed = input
        var items = input.witness.map(\.array)
        if let position = items.firstIndex(where: { $0.count >= 64 }) {
            items[position][20] ^= 1
            changed.witness = Witness(items)
        } else {
            var script = input.scriptSig.array
            script[20] ^= 1
            changed.scriptSig = Script(script)
        }
        return changed
    }
}
