import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// Carries out `getblocktemplate`.
struct BlockTemplateRequest: Sendable {
    let node: NodeContext

    /// For so long a waiting request goes on for nothing but a new tip. BIP22 leaves that open; upstream chose it.
    private static let quietTime = Duration.seconds(60)

    /// Checks a proposal, or makes a template.
    func answer(_ request: RPCRequest) async throws -> JSONValue {
        let wishes = request["template_request"]
        switch wishes["mode"] {
        case .null, "template": break
        case "proposal": return try await check(proposal: wishes["data"])
        default: throw RPCError(.invalidParameter, "Invalid mode")
        }
        let rules = Set(try (wishes["rules"].array ?? []).map { try $0.requireString() })
        let chain = try node.chainForCommands
        if !node.parameters.isTestChain {
            let count = try node.networkForCommands.connections.connectionCount
            guard count.inbound + count.outbound > 0 else {
                throw RPCError(.notConnected, "\(ClientVersion.clientName) is not connected!")
            }
            guard await !chain.isInitialBlockDownload else {
                throw RPCError(
                    .inInitialDownload,
                    "\(ClientVersion.clientName) is in initial sync and waiting for blocks...")
            }
        }
        if !wishes["longpollid"].isNull { try await wait(since: wishes["longpollid"]) }
        if node.parameters.consensus.signetChallenge != nil, !rules.contains("signet") {
            throw RPCError(
                .invalidParameter,
                "getblocktemplate must be called with the signet rule set "
                    + #"(call with {"rules": ["segwit", "signet"]})"#)
        }
        guard rules.contains("segwit") else {
            throw RPCError(
                .invalidParameter,
                "getblocktemplate must be called with the segwit rule set "
                    + #"(call with {"rules": ["segwit"]})"#)
        }
        return try await template(chain, clientRules: rules)
    }

    private func check(proposal: JSONValue) async throws -> JSONValue {
        guard case .string(let text) = proposal else {
            throw RPCError(.typeError, "Missing data String key for proposal")
        }
        let block = try Block(rpcHex: text)
        let chain = try node.chainForCommands
        if let known = await chain.block(block.hash) {
            if known.status.isValid(.scripts) { return "duplicate" }
            return known.status.contains(.failed) ? "duplicate-invalid" : "duplicate-inconclusive"
        }
        do {
            try await chain.test(block, checkProofOfWork: false, checkMerkleRoot: true)
            return .null
        } catch let rejection as BlockRejection {
            return .string(rejection.reason.isEmpty ? "rejected" : rejection.reason)
        }
    }

    /// Waits until the tip is another one than when the template with this id was made, or until the mempool has
    /// changed since and a minute is over (BIP22).
    private func wait(since id: JSONValue) async throws {
        var known: LongPollID?
        if case .string(let text) = id { known = try LongPollID(text) }
        if case .ended = await outcome(ofWaitingSince: known) {
            throw RPCError(.notConnected, "Shutting down")
        }
    }

    /// Waits since a template was made, or from now on.
    private func outcome(ofWaitingSince known: LongPollID?) async -> TipMonitor.Outcome {
        let lastChange = await node.templates.lastChange
        var wish = TipMonitor.Wish(tipBesides: known?.tip ?? node.tip.tip?.hash ?? .zero)
        let outcome = await node.tip.wait(for: wish, .after(Self.quietTime))
        guard case .timeOut = outcome else { return outcome }
        wish.mempoolChangeBesides = known?.mempoolChange ?? lastChange
        return await node.tip.wait(for: wish, .never)
    }

    private func template(_ chain: ChainManager, clientRules: Set<String>) async throws -> JSONValue {
        let assembled: AssembledBlock
        do {
            assembled = try await node.templates.template(chain)
        } catch let rejection as BlockRejection {
            throw RPCError(.miscellaneous, "TestBlockValidity failed: \(rejection)")
        }
        let block = assembled.block
        let consensus = node.parameters.consensus
        let hasSegwit = assembled.height >= consensus.activationHeights[.segwit]
        var deployments = TemplateDeployments(version: block.header.version, clientRules: clientRules)
        for (index, deployment) in consensus.versionBitsDeployments.enumerated() {
            if let state = await chain.deploymentStatus(index, at: block.header.previousBlock)?.next {
                try deployments.note(deployment, in: state)
            }
        }
        // Before segwit, signature operations and size are counted without the scale.
        let scale = hasSegwit ? 1 : ConsensusLimits.witnessScaleFactor
        let rules =
            ["csv"] + (hasSegwit ? ["!segwit", "taproot"] : [])
            + (consensus.signetChallenge == nil ? [] : ["!signet"]) + deployments.rules
        let coinbase = block.transactions[0]
        var object: JSONObject = [:]
        object.append("capabilities", ["proposal"])
        object.append("version", .integer(deployments.version))
        object.append("rules", .array(rules.map(JSONValue.string)))
        object.append("vbavailable", .object(deployments.available))
        object.append("vbrequired", 0)
        object.append("previousblockhash", .string("\(block.header.previousBlock)"))
        object.append("transactions", Self.transactions(of: assembled, scale: scale))
        object.append("coinbaseaux", .object([:]))
        object.append("coinbasevalue", .integer(coinbase.outputs[0].value.satoshis))
        let pollID = LongPollID(
            tip: block.header.previousBlock, mempoolChange: assembled.moment.mempoolChange)
        object.append("longpollid", .string("\(pollID)"))
        object.append("target", .string("\(CompactTarget(block.header.bits).decoded.target)"))
        object.append("mintime", .integer(assembled.minimumTime))
        object.append("mutable", ["time", "transactions", "prevblock"])
        object.append("noncerange", "00000000ffffffff")
        object.append("sigoplimit", .integer(ConsensusLimits.maximumBlockSignatureCost / scale))
        object.append("sizelimit", .integer(ConsensusLimits.maximumBlockSize / scale))
        if hasSegwit { object.append("weightlimit", .integer(ConsensusLimits.maximumBlockWeight)) }
        object.append("curtime", .integer(block.header.time))
        object.append("bits", .string(block.header.bits.paddedHex))
        object.append("height", .integer(assembled.height))
        if let challenge = consensus.signetChallenge {
            object.append("signet_challenge", .string(challenge.hex))
        }
        if let index = block.witnessCommitmentIndex {
            object.append(
                "default_witness_commitment", .string(coinbase.outputs[index].scriptPubKey.hex))
        }
        return .object(object)
    }

    /// All transactions but the coinbase, which the miner makes.
    private static func transactions(of assembled: AssembledBlock, scale: Int) -> JSONValue {
        var places: [Txid: Int] = [:]
        let contents = assembled.contents
        return .array(
            contents.transactions.indices.map { index in
                let transaction = contents.transactions[index]
                // Places count from one, as the coinbase comes first.
                places[transaction.txid] = index + 1
                let depends = transaction.inputs.compactMap { places[$0.previousOutput.txid] }
                return .members(
                    ("data", .string(transaction.bytes.hex)), ("txid", .string("\(transaction.txid)")),
                    ("hash", .string("\(transaction.wtxid)")),
                    ("depends", .array(depends.map { .integer($0) })),
                    ("fee", .integer(contents.transactionFees[index].satoshis)),
                    ("sigops", .integer(contents.signatureCosts[index] / scale)),
                    ("weight", .integer(transaction.weight)))
            })
    }
}

/// What a template says of the deployments that are signalled for (BIP9).
private struct TemplateDeployments {
    private(set) var version: Int32
    private(set) var rules: [String] = []
    private(set) var available: JSONObject = [:]
    private let clientRules: Set<String>

    init(version: Int32, clientRules: Set<String>) {
        self.version = version
        self.clientRules = clientRules
    }

    mutating func note(_ deployment: VersionBitsDeployment, in state: ThresholdState) throws {
        let isUnderstood = deployment.isOptionalInTemplates || clientRules.contains(deployment.name)
        let name = deployment.isOptionalInTemplates ? deployment.name : "!" + deployment.name
        switch state {
        case .defined, .failed: break
        case .started, .lockedIn:
            available.append(name, .integer(deployment.bit))
            if !isUnderstood {
                version &= ~deployment.mask
            } else if state == .lockedIn {
                version |= deployment.mask
            }
        case .active:
            rules.append(name)
            guard isUnderstood else {
                throw RPCError(
                    .invalidParameter,
                    "Support for '\(deployment.name)' rule requires explicit client support")
            }
        }
    }
}
