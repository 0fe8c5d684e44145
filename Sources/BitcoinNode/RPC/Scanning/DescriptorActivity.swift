import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTransactions

/// What some scripts received and spent, in the order in which it happened.
struct DescriptorActivity: Sendable {
    let node: NodeContext
    let transactions: TransactionPresentation
    /// The scripts of interest.
    let scripts: Set<Script>
    private(set) var events: [JSONValue] = []

    init(node: NodeContext, transactions: TransactionPresentation, scripts: Set<Script>) {
        self.node = node
        self.transactions = transactions
        self.scripts = scripts
    }

    /// Adds what happened in a block.
    mutating func add(_ place: BlockSnapshot) async throws {
        let block = try await node.blockOnDisk(place)
        let undo = try await node.undoOnDisk(place)
        for (index, transaction) in block.transactions.enumerated() {
            if index > 0, index <= undo.transactions.count {
                addSpendings(
                    of: transaction, spent: undo.transactions[index - 1].map { $0.output }, in: place)
            }
            addReceipts(of: transaction, in: place)
        }
    }

    /// Adds what happens in transactions that no block has yet.
    mutating func addMempool() async throws {
        for (transaction, spent) in try await node.chainForCommands.mempoolWithSpentOutputs() {
            addSpendings(of: transaction, spent: spent, in: nil)
            addReceipts(of: transaction, in: nil)
        }
    }

    private mutating func addSpendings(
        of transaction: Transaction, spent: [TransactionOutput], in place: BlockSnapshot?
    ) {
        for (index, (input, output)) in zip(transaction.inputs, spent).enumerated()
        where scripts.contains(output.scriptPubKey) {
            var event = begin("spend", output.value, in: place)
            event.append("spend_txid", .string("\(transaction.txid)"))
            event.append("spend_vin", .integer(index))
            event.append("prevout_txid", .string("\(input.previousOutput.txid)"))
            event.append("prevout_vout", .integer(input.previousOutput.index))
            event.append("prevout_spk", .object(transactions.script(output.scriptPubKey)))
            events.append(.object(event))
        }
    }

    private mutating func addReceipts(of transaction: Transaction, in place: BlockSnapshot?) {
        for (index, output) in transaction.outputs.enumerated() where scripts.contains(output.scriptPubKey) {
            var event = begin("receive", output.value, in: place)
            event.append("txid", .string("\(transaction.txid)"))
            event.append("vout", .integer(index))
            event.append("output_spk", .object(transactions.script(output.scriptPubKey)))
            events.append(.object(event))
        }
    }

    private func begin(_ type: String, _ amount: Amount, in place: BlockSnapshot?) -> JSONObject {
        var event = JSONObject([
            ("type", .string(type)), ("amount", .amount(satoshis: amount.satoshis)),
        ])
        if let place {
            event.append("blockhash", .string("\(place.hash)"))
            event.append("height", .integer(place.height))
        }
        return event
    }
}
