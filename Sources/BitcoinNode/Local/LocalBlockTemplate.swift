import BitcoinChain
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport
import Synchronization

/// A block of this node that waits for its proof of work.
final class LocalBlockTemplate: BlockTemplate {
    private let node: NodeContext
    private let options: BlockCreateOptions
    private let reward: Amount
    private let contents: BlockContents
    private let block: Mutex<Block>
    private let interruption = Interruption()
    private let allowance: TemplateAllowance
    /// Held for as long as the template is.
    private let share: TemplateAllowance.Share

    /// Where test networks allow easy blocks already, clients are not told so more often.
    private static let easyBlockPause = Duration.seconds(1)
    /// After so many seconds without a block, test networks allow one of the least difficulty.
    private static let minimumDifficultySeconds: Int64 = 20 * 60

    init(
        node: NodeContext, options: BlockCreateOptions, assembled: AssembledBlock,
        _ allowance: TemplateAllowance
    ) throws(MiningError) {
        self.node = node
        self.options = options
        self.allowance = allowance
        share = try allowance.share(transactionCount: assembled.contents.transactions.count)
        reward = assembled.block.transactions[0].outputs[0].value
        contents = assembled.contents
        block = Mutex(assembled.block)
    }

    /// Assembles a template. Throws if the options ask for the impossible, or if the client has too many.
    static func make(
        node: NodeContext, options: BlockCreateOptions, _ allowance: TemplateAllowance
    ) async throws -> LocalBlockTemplate {
        try options.check(node.blockMaker.options)
        do {
            let assembled = try await node.blockMaker.assemble(
                payingTo: BlockMaker.anyoneCanSpend, options: options.assembly(node.blockMaker.options))
            return try LocalBlockTemplate(node: node, options: options, assembled: assembled, allowance)
        } catch let rejection as BlockRejection {
            throw MiningError(description: "TestBlockValidity failed: \(rejection)")
        }
    }

    private var current: Block { block.withLock { $0 } }

    func getBlockHeader() async throws -> BlockHeader { current.header }

    func getBlock() async throws -> Block { current }

    func getTxFees() async throws -> [Amount] { contents.transactionFees }

    func getTxSigops() async throws -> [Int64] { contents.signatureCosts.map(Int64.init) }

    func getCoinbaseTx() async throws -> CoinbaseTx {
        let block = current
        let coinbase = block.transactions[0]
        let input = coinbase.inputs[0]
        var height = ScriptBuilder()
        height.append(number: Int64(coinbase.lockTime) + 1)
        return CoinbaseTx(
            version: coinbase.version, sequence: input.sequence, scriptSigPrefix: height.script.bytes.array,
            witness: input.witness.isEmpty ? nil : input.witness[0].array, blockRewardRemaining: reward,
            requiredOutputs: block.witnessCommitmentIndex.map { [coinbase.outputs[$0]] } ?? [],
            lockTime: coinbase.lockTime)
    }

    func getCoinbaseMerklePath() async throws -> [Hash256] {
        MerkleTree.path(current.transactions.map(\.txid.hash), index: 0)
    }

    func submitSolution(
        version: UInt32, timestamp: UInt32, nonce: UInt32, coinbase: Transaction?
    ) async throws -> BlockVerdict {
        guard let coinbase else { return BlockVerdict(reason: "", debug: "", accepted: false) }
        // What was submitted stays in the template, also if it is refused.
        let solved = block.withLock { block in
            let transactions = [coinbase] + block.transactions.dropFirst()
            var header = block.header
            header.version = Int32(bitPattern: version)
            header.time = timestamp
            header.nonce = nonce
            header.merkleRoot = MerkleTree.root(transactions.map(\.txid.hash)).hash
            block = Block(header: header, transactions: transactions)
            return block
        }
        let chain = await node.chain.value
        let verdict = try await BlockSubmission(chain: chain).submit(solved)
        if let tip = await chain.tip { node.tip.update(BlockRef(tip)) }
        return verdict
    }

    func waitNext(options wishes: BlockWaitOptions) async throws -> (any BlockTemplate)? {
        try await interruption.guarding { call in
            guard wishes.feeThreshold < .maximum else { return try await next(wishes, after: nil, call) }
            let kind = options.assembly(node.blockMaker.options)
            return try await node.tip.watching(kind) {
                // What has changed since the template was made was told to nobody.
                if let fees = await node.chain.value.nextBlockFees(kind) { node.tip.update(fees, of: kind) }
                return try await next(wishes, after: kind, call)
            }
        }
    }

    /// The next template. If there is a `kind`, then also one that pays as much more as is wished for.
    private func next(
        _ wishes: BlockWaitOptions, after kind: BlockAssemblyOptions?, _ call: Interruption.Wait
    ) async throws -> LocalBlockTemplate? {
        var wish = TipMonitor.Wish(tipBesides: current.header.previousBlock)
        wish.fees = kind.map { ($0, minimumFees(wishes.feeThreshold)) }
        let easyTime = await easyBlockTime(after: wish.tipBesides)
        if let easyTime, easyTime > NodeClock.now { wish.timeAfter = easyTime }
        let deadline: ContinuousClock.Instant? =
            if case .after(let time) = wishes.timeout { .now + time } else { nil }
        while true {
            var pause = deadline.map { max(.zero, ContinuousClock.now.duration(to: $0)) }
            if let easyTime {
                let easyPause = max(Self.easyBlockPause, .seconds(easyTime - NodeClock.now + 1))
                pause = min(pause ?? easyPause, easyPause)
            }
            switch await node.tip.wait(for: wish, pause.map(Timeout.after) ?? .never, call) {
            case .ended: return nil
            case .fulfilled: return try await Self.make(node: node, options: options, allowance)
            case .timeOut: break
            }
            if let easyTime, NodeClock.now > easyTime {
                return try await Self.make(node: node, options: options, allowance)
            }
            if let deadline, deadline <= .now { return nil }
        }
    }

    private func minimumFees(_ threshold: Amount) -> Amount {
        let (sum, overflow) = contents.fees.satoshis.addingReportingOverflow(threshold.satoshis)
        return Amount(satoshis: overflow ? (threshold.satoshis < 0 ? .min : .max) : sum)
    }

    /// After which time a block of the least difficulty may follow, where that is allowed at all.
    private func easyBlockTime(after tip: BlockHash) async -> Int64? {
        guard node.parameters.consensus.allowsMinimumDifficulty,
            let block = await node.chain.value.block(tip)
        else { return nil }
        return Int64(block.header.time) + Self.minimumDifficultySeconds
    }

    func interruptWait() async throws {
        interruption.interrupt()
    }
}

/// Why there is no template.
struct MiningError: Error, CustomStringConvertible {
    let description: String
}

extension BlockCreateOptions {
    /// What a client wants, over what the user of the node wants of all blocks.
    func assembly(_ defaults: BlockAssemblyOptions) -> BlockAssemblyOptions {
        var assembly = defaults
        assembly.usesMempool = useMempool
        assembly.reservedWeight = Int(clamping: blockReservedWeight)
        assembly.reservedSignatureCost = Int(clamping: coinbaseOutputMaxAdditionalSigops)
        return assembly
    }

    /// Throws if what is to be kept free is too little, or more than there is.
    func check(_ defaults: BlockAssemblyOptions) throws(MiningError) {
        let problem = BlockAssemblyOptions.problem(
            reservedWeight: blockReservedWeight, maximumWeight: Int64(defaults.maximumWeight),
            namesOptions: false)
        if let problem { throw MiningError(description: problem) }
        let cost = ConsensusLimits.maximumBlockSignatureCost
        if coinbaseOutputMaxAdditionalSigops > cost {
            throw MiningError(
                description: "coinbase_output_max_additional_sigops (\(coinbaseOutputMaxAdditionalSigops)) "
                    + "exceeds consensus maximum block sigops cost (\(cost))")
        }
    }
}
