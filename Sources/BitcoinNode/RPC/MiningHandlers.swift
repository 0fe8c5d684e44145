import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// Carries out the commands for miners.
struct MiningHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        let table = node.table
        table.register(MiningCommands.getMiningInfo) { _ in try await miningInfo() }
        table.register(MiningCommands.getNetworkHashPS) { request in
            try await hashesPerSecond(
                request.integer("nblocks", as: Int32.self), request.integer("height", as: Int32.self))
        }
        table.register(MiningCommands.getBlockTemplate) { request in
            try await BlockTemplateRequest(node: node).answer(request)
        }
        table.register(SubmittingCommands.submitBlock) { try await submitBlock($0) }
        table.register(SubmittingCommands.submitHeader) { try await submitHeader($0) }
    }

    private func miningInfo() async throws -> JSONValue {
        let chain = try node.chainForCommands
        guard let tip = await chain.tip,
            let nextBits = await chain.nextBits(time: UInt32(clamping: NodeClock.now))
        else { throw RPCError(.internalError, "No chain tip") }
        var object = JSONObject([("blocks", .integer(tip.height))])
        if let last = node.blockMaker.lastBlock {
            object.append("currentblockweight", .integer(last.weight))
            object.append("currentblocktx", .integer(last.transactionCount))
        }
        object.append("bits", .string(tip.header.bits.paddedHex))
        object.append("difficulty", .double(Difficulty.value(bits: tip.header.bits)))
        object.append("target", .string("\(CompactTarget(tip.header.bits).decoded.target)"))
        object.append("networkhashps", try await hashesPerSecond(120, -1))
        object.append("pooledtx", .integer(await chain.mempool.count))
        object.append("blockmintxfee", .feeRate(node.blockMaker.options.minimumRate))
        object.append("chain", .string(node.parameters.chain.name))
        object.append(
            "next",
            .members(
                ("height", .integer(tip.height + 1)), ("bits", .string(nextBits.paddedHex)),
                ("difficulty", .double(Difficulty.value(bits: nextBits))),
                ("target", .string("\(CompactTarget(nextBits).decoded.target)"))))
        if let challenge = node.parameters.consensus.signetChallenge {
            object.append("signet_challenge", .string(challenge.hex))
        }
        object.append("warnings", node.warningsForCommands)
        return .object(object)
    }

    private func hashesPerSecond(_ count: Int32, _ height: Int32) async throws -> JSONValue {
        guard count == -1 || count > 0 else {
            throw RPCError(.invalidParameter, "Invalid nblocks. Must be a positive number or -1.")
        }
        let chain = try node.chainForCommands
        let top = await chain.height
        guard height >= -1, height <= top else {
            throw RPCError(.invalidParameter, "Block does not exist at specified height")
        }
        guard let last = await chain.block(atHeight: height < 0 ? top : Int(height)), last.height > 0 else {
            return 0
        }
        let period = node.parameters.consensus.difficultyInterval
        let wanted = count == -1 ? last.height % period + 1 : Int(count)
        var first = last
        var times = last.header.time...last.header.time
        for _ in 0..<min(wanted, last.height) {
            guard let previous = await chain.block(first.header.previousBlock) else { break }
            first = previous
            let time = first.header.time
            times = min(times.lowerBound, time)...max(times.upperBound, time)
        }
        guard times.lowerBound < times.upperBound else { return 0 }
        let work = (last.chainWork - first.chainWork).double
        return .double(work / Double(times.upperBound - times.lowerBound))
    }

    // MARK: Submission

    private func submitBlock(_ request: RPCRequest) async throws -> JSONValue {
        var block = try Block(rpcHex: request.string("hexdata"))
        let chain = try node.chainForCommands
        if let previous = await chain.block(block.header.previousBlock) {
            let height = previous.height + 1
            if height >= node.parameters.consensus.activationHeights[.segwit] {
                block = block.withWitnessReservedValue
            }
        }
        let verdict = try await BlockSubmission(chain: chain).submit(block)
        // Whoever asks for the tip after the answer is told of this block.
        if let tip = await chain.tip { node.tip.update(BlockRef(tip)) }
        return verdict.accepted ? .null : .string(verdict.reason)
    }

    private func submitHeader(_ request: RPCRequest) async throws -> JSONValue {
        let header = try BlockHeader(rpcHex: request.string("hexdata"))
        let chain = try node.chainForCommands
        guard await chain.block(header.previousBlock) != nil else {
            throw RPCError(.verifyError, "Must submit previous header (\(header.previousBlock)) first")
        }
        do {
            try await chain.accept(headers: [header])
        } catch let rejection as BlockRejection {
            throw RPCError(.verifyError, rejection.reason)
        }
        return .null
    }
}

extension Block {
    /// The block with the reserved value in the coinbase's witness, if it has a commitment to witnesses and lacks
    /// the value: miners that do not know of witnesses leave it out (BIP141).
    var withWitnessReservedValue: Block {
        guard witnessCommitmentIndex != nil, let coinbase = transactions.first, !coinbase.hasWitness,
            var input = coinbase.inputs.first
        else { return self }
        input.witness = WitnessCommitment.reservedValue
        let complete = Transaction(
            version: coinbase.version, inputs: [input] + coinbase.inputs.dropFirst(),
            outputs: coinbase.outputs, lockTime: coinbase.lockTime)
        return Block(header: header, transactions: [complete] + transactions.dropFirst())
    }
}
