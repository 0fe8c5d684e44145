import BitcoinChain
import BitcoinCommands
import BitcoinCrypto
import BitcoinMempool
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// Carries out the commands that sign raw transactions.
struct SigningHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(RawTransactionCommands.signRawTransactionWithKey) { try await sign($0) }
        node.table.register(RawTransactionCommands.combineRawTransaction) { try await combine($0) }
    }

    private func sign(_ request: RPCRequest) async throws -> JSONValue {
        guard let transaction = Transaction(rpcHex: try request.string("hexstring")) else {
            throw RPCError(
                .deserialization, "TX decode failed. Make sure the tx has at least one input.")
        }
        var provider = FlatSigningProvider()
        for text in try request.array("privkeys") {
            guard
                let key = PrivateKey(
                    walletImport: try text.requireString(), node.parameters.addressFormat)
            else { throw RPCError(.invalidAddressOrKey, "Invalid private key") }
            provider.add(key)
        }
        var previous = PreviousOutputs(try await node.outputs(spentBy: transaction), provider: provider)
        try previous.add(request["prevtxs"])
        let hashType = try SignatureHashType.argument(request.given("sighashtype"))
        let outcome = TransactionSigner.sign(
            transaction, provider: previous.provider,
            spentOutputs: transaction.inputs.map { previous.outputs[$0.previousOutput] },
            hashType: hashType ?? SignatureHashType.default)
        return try outcome.json(previous.outputs)
    }

    private func combine(_ request: RPCRequest) async throws -> JSONValue {
        let texts = try request.array("txs")
        guard texts.count >= 2 else {
            throw RPCError(
                .deserialization, "Missing transactions. At least two transactions required.")
        }
        let variants = try texts.enumerated().map { index, text in
            // Only a transaction with inputs has anything to combine.
            guard let transaction = Transaction(rpcHex: try text.requireString()) else {
                throw RPCError(
                    .deserialization,
                    "TX decode failed for tx \(index). Make sure the tx has at least one input.")
            }
            return transaction
        }
        let first = variants[0].withoutSignatures.txid
        for (index, variant) in variants.enumerated() where variant.withoutSignatures.txid != first {
            throw RPCError(
                .invalidParameter,
                "Transaction number \(index + 1) not compatible with first transaction")
        }
        let outputs = try await node.outputs(spentBy: variants[0])
        let spent = try variants[0].inputs.map { input in
            guard let output = outputs[input.previousOutput] else {
                throw RPCError(.verifyError, "Input not found or already spent")
            }
            return output
        }
        return .string(TransactionSigner.combine(variants, spentOutputs: spent).bytes.hex)
    }
}

extension NodeContext {
    /// The outputs that a transaction spends, as far as they are in the mempool or unspent.
    func outputs(spentBy transaction: Transaction) async throws -> [OutPoint: TransactionOutput] {
        try await outputs(transaction.inputs.map(\.previousOutput))
    }

    /// The outputs in these places, as far as they are in the mempool or unspent.
    func outputs(_ places: [OutPoint]) async throws -> [OutPoint: TransactionOutput] {
        let chain = try chainForCommands
        let mempool = await chain.mempool
        var outputs: [OutPoint: TransactionOutput] = [:]
        for place in places where outputs[place] == nil {
            outputs[place] = mempool.output(place)
            if outputs[place] == nil { outputs[place] = try await chain.coin(place)?.output }
        }
        return outputs
    }
}
