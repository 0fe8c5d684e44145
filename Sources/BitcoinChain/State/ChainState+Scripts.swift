import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript
import BitcoinStorage

extension ChainState {
    /// Runs the scripts of all inputs of a block against the coins that they spend, on all threads. Transactions whose
    /// scripts are known to be right are left out. Of several bad inputs the first one is named, however the threads ran.
    func checkScripts(
        of block: Block, spending undo: BlockUndo, flags: ScriptFlags, keepSignatures: Bool
    ) throws(BlockRejection) {
        let cache = signatureCache
        let known = block.transactions.dropFirst().map { transaction in
            cache.contains(cache.entry(transaction.wtxid, flags: flags), erase: !keepSignatures)
        }
        let checks = ScriptChecks(block, spending: undo, isKnown: known, flags: flags)
        let interpreter = ScriptInterpreter(cache: cache, storesInCache: keepSignatures)
        let failure = workers.firstFailure(count: checks.count, context: interpreter) { interpreter, index in
            checks.error(at: index, interpreter: &interpreter) == nil
        }
        guard let failure else {
            if keepSignatures {
                for wtxid in checks.wtxids { cache.insert(cache.entry(wtxid, flags: flags)) }
            }
            return
        }
        var judge = interpreter
        let error = checks.error(at: failure, interpreter: &judge)
        throw BlockRejection(
            .consensus, "block-script-verify-flag-failed (\(error.map { "\($0)" } ?? "unknown error"))",
            debug: checks.description(at: failure))
    }
}

/// The inputs of a block in one row, so that threads can share them out.
private struct ScriptChecks: Sendable {
    private struct Input {
        let transaction: Int32
        let index: Int32
    }

    private let transactions: [SpendingTransaction]
    private let inputs: [Input]
    private let flags: ScriptFlags

    /// The scripts of all transactions but the coinbase, and those of which `isKnown` says that they need no check.
    init(_ block: Block, spending undo: BlockUndo, isKnown: [Bool], flags: ScriptFlags) {
        self.flags = flags
        transactions = zip(zip(block.transactions.dropFirst(), undo.transactions), isKnown).compactMap {
            $1 ? nil : SpendingTransaction($0.0, spentOutputs: $0.1.map(\.output))
        }
        inputs = transactions.enumerated().flatMap { position, spending in
            spending.transaction.inputs.indices.map {
                Input(transaction: Int32(position), index: Int32($0))
            }
        }
    }

    var count: Int { inputs.count }

    /// The transactions that are checked.
    var wtxids: some Sequence<Wtxid> { transactions.lazy.map(\.transaction.wtxid) }

    func error(at index: Int, interpreter: inout ScriptInterpreter) -> ScriptError? {
        let input = inputs[index]
        do throws(ScriptError) {
            try interpreter.verify(
                transactions[Int(input.transaction)], input: Int(input.index), flags: flags)
            return nil
        } catch {
            return error
        }
    }

    func description(at index: Int) -> String {
        let input = inputs[index]
        let transaction = transactions[Int(input.transaction)].transaction
        let outPoint = transaction.inputs[Int(input.index)].previousOutput
        return "input \(input.index) of \(transaction.txid) (wtxid \(transaction.wtxid)), "
            + "spending \(outPoint)"
    }
}
