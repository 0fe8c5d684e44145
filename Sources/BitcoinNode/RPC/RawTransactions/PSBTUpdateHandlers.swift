import BitcoinChain
import BitcoinCommands
import BitcoinMempool
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// Carries out the commands that add to PSBTs what the chain and descriptors know, and that sign with descriptors.
struct PSBTUpdateHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(PSBTUpdateCommands.utxoUpdatePSBT) { try await update($0) }
        node.table.register(PSBTUpdateCommands.descriptorProcessPSBT) { try await process($0) }
    }

    private func update(_ request: RPCRequest) async throws -> JSONValue {
        let provider = try provider(request, withPrivateKeys: false)
        let psbt = try await processed(
            request, provider: HidingSigningProvider(provider, hidesSecrets: true, hidesOrigins: false),
            options: PSBTSigningOptions(finalizes: false))
        return .string(psbt.base64)
    }

    private func process(_ request: RPCRequest) async throws -> JSONValue {
        let provider = try provider(request, withPrivateKeys: true)
        let hashType = try SignatureHashType.argument(request.given("sighashtype"))
        let showsOrigins = try request.bool("bip32derivs")
        let psbt = try await processed(
            request,
            provider: HidingSigningProvider(
                provider, hidesSecrets: false, hidesOrigins: !showsOrigins),
            options: PSBTSigningOptions(
                hashType: hashType.map(Int32.init), finalizes: try request.bool("finalize")))
        let spending = try spending(psbt)
        let isComplete = psbt.inputs.enumerated().allSatisfy { spending.isSatisfied($1, at: $0) }
        var object = JSONObject([("psbt", .string(psbt.base64)), ("complete", .bool(isComplete))])
        if isComplete, let transaction = psbt.extracted {
            object.append("hex", .string(transaction.bytes.hex))
        }
        return .object(object)
    }

    /// What the descriptors of the request know.
    private func provider(
        _ request: RPCRequest, withPrivateKeys: Bool
    ) throws -> FlatSigningProvider {
        var provider = FlatSigningProvider()
        let descriptors = request["descriptors"]
        for descriptor in try descriptors.isNull ? [] : descriptors.requireArray() {
            let argument = try DescriptorArgument(descriptor, format: node.parameters.addressFormat)
            provider.merge(try argument.provider(withPrivateKeys: withPrivateKeys))
        }
        return provider
    }

    /// The PSBT of the request with the outputs that it spends, and with what `provider` knows and signs.
    private func processed(
        _ request: RPCRequest, provider: any SigningProvider, options: PSBTSigningOptions
    ) async throws -> PartiallySignedTransaction {
        var psbt = try PartiallySignedTransaction(argument: request["psbt"])
        try await addSpentOutputs(to: &psbt, provider)
        let spending = try spending(psbt)
        do throws(PSBTSigningError) {
            try psbt.signAll(in: spending, provider: provider, options: options)
        } catch {
            throw RPCError(.deserialization, error.description)
        }
        return psbt
    }

    private func spending(_ psbt: PartiallySignedTransaction) throws -> PSBTSpending {
        guard let spending = PSBTSpending(psbt) else {
            throw RPCError(.verifyError, PSBTSigningError.invalidTransaction.description)
        }
        return spending
    }

    /// Adds whole previous transactions where they can be found, else the outputs that witness signatures vouch for.
    private func addSpentOutputs(
        to psbt: inout PartiallySignedTransaction, _ provider: any SigningProvider
    ) async throws {
        let indexes = node.indexes.current
        if let follower = indexes?.follower("txindex") { _ = await follower.waitUntilSynchronized() }
        let mempool = try await node.chainForCommands.mempool
        for index in psbt.inputs.indices where psbt.inputs[index].previousTransaction == nil {
            let txid = psbt.inputs[index].previousOutput.txid
            psbt.inputs[index].previousTransaction =
                try await indexes?.transaction(txid)?.transaction ?? mempool[txid]?.transaction
        }
        let missing = psbt.inputs.filter { $0.previousTransaction == nil }.map(\.previousOutput)
        let outputs = try await node.outputs(missing)
        for index in psbt.inputs.indices where psbt.inputs[index].previousTransaction == nil {
            guard let output = outputs[psbt.inputs[index].previousOutput],
                provider.isWitnessOutput(output.scriptPubKey)
            else { continue }
            psbt.inputs[index].spentOutput = output
        }
    }
}
