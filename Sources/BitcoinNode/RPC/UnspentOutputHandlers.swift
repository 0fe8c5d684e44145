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
        node.table.register(OutputSetCommands.getTxOutSetInfo) { try await figures($0) }
    }

    private func output(_ request: RPCRequest) async throws -> JSONValue {
        let chain = try node.chainForCommands
        let outPoint = OutPoint(
            txid: Txid(try request.hash("txid")), index: try request.integer("n", as: UInt32.self))
        if try request.bool("include_mempool") {
            let mempool = await chain.mempool
            guard mempool.spender(of: outPoint) == nil else { return .null }
            if let output = mempool.output(outPoint), let tip = await chain.tip {
                return describe(Coin(output: output, height: 0, isCoinbase: false), tip, confirmations: 0)
            }
        }
        guard let (coin, tip) = try await chain.coinAndTip(outPoint) else { return .null }
        return describe(coin, tip, confirmations: tip.height - Int(coin.height) + 1)
    }

    private func describe(_ coin: Coin, _ tip: BlockSnapshot, confirmations: Int) -> JSONValue {
        .members(
            ("bestblock", .string("\(tip.hash)")),
            ("confirmations", .integer(confirmations)),
            ("value", .amount(satoshis: coin.output.value.satoshis)),
            ("scriptPubKey", .object(transactions.script(coin.output.scriptPubKey))),
            ("coinbase", .bool(coin.isCoinbase)))
    }

    private func figures(_ request: RPCRequest) async throws -> JSONValue {
        let name = try request.string("hash_type")
        guard let kind = CoinStatistics.HashKind(commandName: name) else {
            throw RPCError(.invalidParameter, "'\(name)' is not a valid hash_type")
        }
        if let result = try await CoinTotalsLookup(node: node).figures(request, kind, hashName: name) {
            return result
        }
        let figures: CoinStatistics
        do {
            figures = try await node.chainForCommands.coinStatistics(hash: kind)
        } catch is ChainInterrupted {
            throw RPCError(.notConnected, "Shutting down")
        }
        var object = JSONObject([
            ("height", .integer(figures.height)), ("bestblock", .string("\(figures.bestBlock)")),
            ("txouts", .integer(figures.outputCount)), ("bogosize", .integer(figures.bogoSize)),
        ])
        if let hash = figures.hash { object.append(name, .string("\(hash)")) }
        object.append("total_amount", .amount(satoshis: figures.totalAmount.satoshis))
        object.append("transactions", .integer(figures.transactionCount))
        object.append("disk_size", .integer(figures.diskSize))
        return .object(object)
    }
}

extension CoinStatistics.HashKind {
    /// The hash that users call by this name.
    init?(commandName: String) {
        switch commandName {
        case "hash_serialized_3": self = .serialized
        case "muhash": self = .muhash
        case "none": self = .none
        default: return nil
        }
    }
}
