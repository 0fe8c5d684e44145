import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

/// Carries out the commands that tell of rules and rates over many blocks.
struct StatisticsHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(StatisticsCommands.getChainTxStats) { try await transactionRate($0) }
        node.table.register(StatisticsCommands.getBlockStats) { try await blockStatistics($0) }
        node.table.register(StatisticsCommands.getChainStates) { _ in try await chainStates() }
        node.table.register(DeploymentCommands.getDeploymentInfo) { try await deployments($0) }
    }

    private func transactionRate(_ request: RPCRequest) async throws -> JSONValue {
        let chain = try node.chainForCommands
        let last: BlockSnapshot
        if request["blockhash"].isNull {
            last = try await node.tipForCommands
        } else {
            last = try await node.knownBlock(request.blockHash("blockhash"))
            guard last.isActive else { throw RPCError(.invalidParameter, "Block is not in main chain") }
        }
        let month = 30 * 24 * 60 * 60 / Int(node.parameters.consensus.targetSpacingSeconds)
        var count = max(0, min(month, last.height - 1))
        if !request["nblocks"].isNull {
            count = Int(try request.integer("nblocks", as: Int32.self))
            guard count == 0 || (1..<max(1, last.height)).contains(count) else {
                throw RPCError(
                    .invalidParameter,
                    "Invalid block count: should be between 0 and the block's height - 1")
            }
        }
        guard let first = await chain.ancestor(of: last.hash, atHeight: last.height - count) else {
            throw RPCError(.internalError, "No chain tip")
        }
        var object = JSONObject([("time", .integer(last.header.time))])
        if last.chainTransactionCount > 0 { object.append("txcount", .integer(last.chainTransactionCount)) }
        object.append("window_final_block_hash", .string("\(last.hash)"))
        object.append("window_final_block_height", .integer(last.height))
        object.append("window_block_count", .integer(count))
        guard count > 0 else { return .object(object) }
        let seconds = last.medianTimePast - first.medianTimePast
        object.append("window_interval", .integer(seconds))
        if last.chainTransactionCount > 0, first.chainTransactionCount > 0 {
            let transactions = last.chainTransactionCount - first.chainTransactionCount
            object.append("window_tx_count", .integer(transactions))
            if seconds > 0 { object.append("txrate", .double(Double(transactions) / Double(seconds))) }
        }
        return .object(object)
    }

    private func blockStatistics(_ request: RPCRequest) async throws -> JSONValue {
        let place = try await node.block(byHashOrHeight: request["hash_or_height"])
        let wanted =
            request[1].isNull ? [] : try request.array("stats").map { try $0.requireString() }
        let block = try await node.blockOnDisk(place)
        let statistics = BlockStatistics(
            of: block, at: place, spending: try await node.undoOnDisk(place),
            subsidy: node.parameters.consensus.subsidy(at: place.height))
        guard let statistics else { throw RPCError.internalBug("MoneyRange(txfee)") }
        let all = statistics.json
        guard !wanted.isEmpty else { return .object(all) }
        var chosen: JSONObject = [:]
        for name in Set(wanted).sorted() {
            guard let value = all[name] else {
                throw RPCError(.invalidParameter, "Invalid selected statistic '\(name)'")
            }
            chosen.append(name, value)
        }
        return .object(chosen)
    }

    private func chainStates() async throws -> JSONValue {
        let chain = try node.chainForCommands
        return .members(
            ("headers", .integer(await chain.bestHeader?.height ?? -1)),
            ("chainstates", .array(await chain.chainStates.map(describe))))
    }

    private func describe(_ state: ChainStateSummary) -> JSONValue {
        guard let tip = state.tip else { return .object([:]) }
        var object = JSONObject([
            ("blocks", .integer(tip.height)), ("bestblockhash", .string("\(tip.hash)")),
            ("bits", .string(tip.header.bits.paddedHex)),
            ("target", .string("\(CompactTarget(tip.header.bits).decoded.target)")),
            ("difficulty", .double(Difficulty.value(bits: tip.header.bits))),
            ("verificationprogress", .double(state.verificationProgress)),
            ("coins_db_cache_bytes", .integer(state.databaseCacheBytes)),
            ("coins_tip_cache_bytes", .integer(state.coinsCacheBytes)),
        ])
        if let base = state.snapshotBase { object.append("snapshot_blockhash", .string("\(base)")) }
        object.append("validated", .bool(state.isValidated))
        return .object(object)
    }

    // MARK: Deployments

    private func deployments(_ request: RPCRequest) async throws -> JSONValue {
        let chain = try node.chainForCommands
        // The declared default is a text for people.
        let block =
            request[0].isNull
            ? try await node.tipForCommands : try await node.knownBlock(request.blockHash("blockhash"))
        let consensus = node.parameters.consensus
        var deployments: JSONObject = [:]
        for deployment in BuriedDeployment.allCases {
            let height = consensus.activationHeights[deployment]
            guard height != .max else { continue }
            deployments.append(
                deployment.name,
                .members(
                    ("type", "buried"), ("active", .bool(block.height + 1 >= height)),
                    ("height", .integer(height))))
        }
        for (index, deployment) in consensus.versionBitsDeployments.enumerated()
        where deployment.startTime != VersionBitsDeployment.neverActive {
            guard let status = await chain.deploymentStatus(index, at: block.hash) else { continue }
            deployments.append(deployment.name, describe(deployment, status, at: block))
        }
        return .members(
            ("hash", .string("\(block.hash)")), ("height", .integer(block.height)),
            (
                "script_flags",
                .array(
                    consensus.scriptFlags(height: block.height, hash: block.hash).names.sorted()
                        .map(JSONValue.string))
            ),
            ("deployments", .object(deployments)))
    }

    private func describe(
        _ deployment: VersionBitsDeployment, _ status: DeploymentStatus, at block: BlockSnapshot
    ) -> JSONValue {
        var signalling: JSONObject = [:]
        if status.statistics != nil { signalling.append("bit", .integer(deployment.bit)) }
        signalling.append("start_time", .integer(deployment.startTime))
        signalling.append("timeout", .integer(deployment.timeout))
        signalling.append("min_activation_height", .integer(deployment.minimumActivationHeight))
        signalling.append("status", .string(status.current.rawValue))
        signalling.append("since", .integer(status.since))
        signalling.append("status_next", .string(status.next.rawValue))
        if let counted = status.statistics {
            var numbers = JSONObject([
                ("period", .integer(counted.period)), ("elapsed", .integer(counted.elapsed)),
                ("count", .integer(counted.count)),
            ])
            if counted.threshold > 0 || counted.isPossible {
                numbers.append("threshold", .integer(counted.threshold))
                numbers.append("possible", .bool(counted.isPossible))
            }
            signalling.append("statistics", .object(numbers))
            signalling.append(
                "signalling", .string(String(counted.signalling.map { $0 ? "#" : "-" })))
        }
        var object = JSONObject([("type", "bip9")])
        if let height = status.activeSince { object.append("height", .integer(height)) }
        object.append("active", .bool(status.activeSince.map { $0 <= block.height + 1 } ?? false))
        object.append("bip9", .object(signalling))
        return .object(object)
    }
}
