import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTransactions

/// Carries out the commands about unspent outputs.
struct UnspentOutputHandlers: Sendable {
    let node: NodeContext
    let transactions: TransactionPresentation

    /// Serves the commands.
    func register() {
        node.table.register(OutputSetCommands.getTxOut) { try await output($0) }
    }

    private func output(_ request: RPCRequest) async throws -> JSONValue {
        let chain = try node.chainForCommands
        let outPoint = OutPoint(
            txid: Txid(try request.hash("txid")), index: try request.integer("n", as: UInt32.self))
        guard let (coin, tip) = try await chain.coinAndTip(outPoint) else { return .null }
        return .members(
            ("bestblock", .string("\(tip.hash)")),
            ("confirmations", .integer(tip.height - Int(coin.height) + 1)),
            ("value", .amount(satoshis: coin.output.value.satoshis)),
            ("scriptPubKey", .object(transactions.script(coin.output.scriptPubKey))),
            ("coinbase", .bool(coin.isCoinbase)))
    }
}
