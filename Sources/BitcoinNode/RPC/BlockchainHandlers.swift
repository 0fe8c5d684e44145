import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// Carries out the commands about the chain and its blocks.
struct BlockchainHandlers: Sendable {
    let node: NodeContext
    let presentation: BlockPresentation

    /// Serves the commands.
    func register() {
        let table = node.table
        table.register(BlockchainStateCommands.getBlockchainInfo) { _ in try await blockchainInfo() }
        table.register(BlockchainStateCommands.getChainTips) { _ in try await chainTips() }
        table.register(BlockchainStateCommands.getDifficulty) { _ in
            .double(Difficulty.value(bits: try await node.tipForCommands.header.bits))
        }
        table.register(BlockCommands.getBlockCount) { _ in .integer(try await chain.height) }
        table.register(BlockCommands.getBestBlockHash) { _ in .string("\(try await node.tipForCommands.hash)")
        }
        table.register(BlockCommands.getBlockHash) { try await blockHash($0) }
        table.register(BlockCommands.getBlockHeader) { try await blockHeader($0) }
        table.register(BlockCommands.getBlock) { try await block($0) }
    }

    private var chain: ChainManager {
        get throws { try node.chainForCommands }
    }

    private func blockchainInfo() async throws -> JSONValue {
        let chain = try chain
        let tip = try await node.tipForCommands
        var object = JSONObject([
            ("chain", .string(node.parameters.chain.name)),
            ("blocks", .integer(tip.height)),
            ("headers", .integer(await chain.bestHeader?.height ?? -1)),
            ("bestblockhash", .string("\(tip.hash)")),
            ("bits", .string(tip.header.bits.paddedHex)),
            ("target", .string("\(CompactTarget(tip.header.bits).decoded.target)")),
            ("difficulty", .double(Difficulty.value(bits: tip.header.bits))),
            ("time", .integer(tip.header.time)),
            ("mediantime", .integer(tip.medianTimePast)),
            ("verificationprogress", .double(await chain.verificationProgress)),
            ("initialblockdownload", .bool(await chain.isInitialBlockDownload)),
        ])
        if let background = await chain.backgroundValidation {
            object.append("backgroundvalidation", describe(background))
        }
        object.append("chainwork", .string("\(tip.chainWork)"))
        object.append("size_on_disk", .integer(await chain.sizeOnDisk))
        object.append("pruned", .bool(chain.isPruning))
        if let target = chain.configuration.pruneTargetBytes {
            object.append("pruneheight", .integer(await chain.prunedHeight.map { $0 + 1 } ?? 0))
            object.append("automatic_pruning", .bool(target != ChainConfiguration.pruneManually))
            if target != ChainConfiguration.pruneManually {
                object.append("prune_target_size", .integer(target))
            }
        }
        if node.parameters.chain == .signet {
            object.append(
                "signet_challenge", .string(node.parameters.consensus.signetChallenge?.hex ?? ""))
        }
        object.append("warnings", node.warningsForCommands)
        return .object(object)
    }

    private func describe(_ background: BackgroundValidation) -> JSONValue {
        .members(
            ("snapshotheight", .integer(background.target.height)),
            ("blocks", .integer(background.tip.height)),
            ("bestblockhash", .string("\(background.tip.hash)")),
            ("mediantime", .integer(background.tip.medianTimePast)),
            ("chainwork", .string("\(background.tip.chainWork)")),
            ("verificationprogress", .double(background.progress)))
    }

    private func chainTips() async throws -> JSONValue {
        .array(
            try await chain.chainTips().map { tip in
                .members(
                    ("height", .integer(tip.height)), ("hash", .string("\(tip.hash)")),
                    ("branchlen", .integer(tip.branchLength)), ("status", .string(tip.status.rawValue)))
            })
    }

    private func blockHash(_ request: RPCRequest) async throws -> JSONValue {
        let height = try request.integer("height", as: Int32.self)
        guard height >= 0, let block = try await chain.block(atHeight: Int(height)) else {
            throw RPCError(.invalidParameter, "Block height out of range")
        }
        return .string("\(block.hash)")
    }

    private func blockHeader(_ request: RPCRequest) async throws -> JSONValue {
        let block = try await node.knownBlock(request.blockHash("blockhash"))
        guard try request.bool("verbose") else {
            return .string(Hex.encode(block.header.serialized))
        }
        return .object(presentation.header(block))
    }

    private func block(_ request: RPCRequest) async throws -> JSONValue {
        let verbosity = try request.verbosity("verbosity", default: 1)
        let snapshot = try await node.knownBlock(request.blockHash("blockhash"))
        let block = try await node.blockOnDisk(snapshot)
        switch verbosity {
        case ...0:
            return .string(Hex.encode(block.serialized))
        case 1:
            return .object(presentation.block(snapshot, block, detail: .ids))
        default:
            let undo = snapshot.undoPosition == nil ? nil : try await node.expectedUndo(snapshot)
            return .object(
                presentation.block(
                    snapshot, block,
                    detail: .transactions(verbosity == 2 ? .transaction : .spentOutputs), undo: undo))
        }
    }
}
