import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// Carries out `getblocktemplate`.
struct BlockTemplateRequest: Sendable {
    let node: NodeContext

    /// How often a waiting request looks whether it may go on.
    private static let longPollStep = Timeout.after(.seconds(60))

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
            // There are no connections to peers yet.
            throw RPCError(.notConnected, "\(ClientVersion.clientName) is not connected!")
        }
        if !wishes["longpollid"].isNull { try await wait(since: wishes["longpollid"], chain) }
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

    /// Waits until the tip is another one than when the template with this id was made (BIP22).
    private func wait(since id: JSONValue, _ chain: ChainManager) async throws {
        var known = node.tip.tip?.hash ?? .zero
        if case .string(let text) = id {
            let hash = String(text.prefix(64))
            guard let watched = Hash256(hex: hash), hash.utf8.count == 64 else {
                throw RPCError(
                    .invalidParameter,
                    hash.utf8.count == 64
                        ? "longpollid must be hexadecimal string (not '\(hash)')"
                        : "longpollid must be of length 64 (not \(hash.utf8.count), for '\(hash)')")
            }
            known = BlockHash(watched)
        }
        while true {
            guard
                let tip = await node.tip.wait(
                    while: known, timeout: Self.longPollStep, interruption: Interruption())
            else { throw RPCError(.notConnected, "Shutting down") }
            if tip.hash != known { return }
        }
    }

    private func template(_ chain: ChainManager, clientRules: Set<String>) async throws -> JSONValue {
        let assembled: AssembledBlock
        do {
            assembled = try await node.blockMaker.assemble(payingTo: BlockMaker.anyoneCanSpend)
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
        object.append("transactions", .array([]))
        object.append("coinbaseaux", .object([:]))
        object.append("coinbasevalue", .integer(coinbase.outputs[0].value.satoshis))
        // The number of changes of the mempool stands behind the hash; there is none yet.
        object.append("longpollid", .string("\(block.header.previousBlock)0"))
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
