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

    /// How long a wait goes on before anything but the tip is looked at.
    private static let tick = Duration.seconds(1)
    /// After so many seconds without a block, test networks allow one of the least difficulty.
    private static let minimumDifficultySeconds: Int64 = 20 * 60

    init(node: NodeContext, options: BlockCreateOptions, assembled: AssembledBlock) {
        self.node = node
        self.options = options
        reward = assembled.block.transactions[0].outputs[0].value
        contents = assembled.contents
        block = Mutex(assembled.block)
    }

    /// Assembles a template. Throws if the options ask for the impossible.
    static func make(node: NodeContext, options: BlockCreateOptions) async throws -> LocalBlockTemplate {
        try options.check()
        do {
            var assembly = node.blockMaker.options
            assembly.usesMempool = options.useMempool
            assembly.reservedWeight = Int(clamping: options.blockReservedWeight)
            assembly.reservedSignatureCost = Int(clamping: options.coinbaseOutputMaxAdditionalSigops)
            let assembled = try await node.blockMaker.assemble(
                payingTo: BlockMaker.anyoneCanSpend, options: assembly)
            return LocalBlockTemplate(node: node, options: options, assembled: assembled)
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
        // What was submitted stays in the template, also if it is refused.
        let solved = block.withLock { block in
            let transactions = (coinbase.map { [$0] } ?? []) + block.transactions.dropFirst()
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
        let interrupts = interruption.count
        let known = current.header.previousBlock
        let deadline: ContinuousClock.Instant? =
            if case .after(let time) = wishes.timeout { .now + time } else { nil }
        while true {
            let remaining = deadline.map { ContinuousClock.now.duration(to: $0) }
            let step = max(.zero, min(Self.tick, remaining ?? Self.tick))
            guard
                let tip = await node.tip.wait(
                    while: known, timeout: .after(step), interruption: interruption),
                interruption.count == interrupts
            else { return nil }
            // Without transactions the fees never rise, so that only a threshold of nothing is met.
            let isWanted =
                if tip.hash != known || wishes.feeThreshold <= .zero {
                    true
                } else {
                    await allowsMinimumDifficulty(after: tip)
                }
            if isWanted { return try await Self.make(node: node, options: options) }
            if let deadline, deadline <= .now { return nil }
        }
    }

    private func allowsMinimumDifficulty(after tip: BlockRef) async -> Bool {
        guard node.parameters.consensus.allowsMinimumDifficulty,
            let block = await node.chain.value.block(tip.hash)
        else { return false }
        return NodeClock.now > Int64(block.header.time) + Self.minimumDifficultySeconds
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
    /// Less than this cannot hold a header and a coinbase.
    static let minimumReservedWeight = 2000

    /// Throws if what is to be kept free is too little, or more than there is.
    func check() throws(MiningError) {
        let weight = ConsensusLimits.maximumBlockWeight
        if blockReservedWeight < Self.minimumReservedWeight {
            throw MiningError(
                description: "block_reserved_weight (\(blockReservedWeight)) is lower than minimum safety "
                    + "value of (\(Self.minimumReservedWeight))")
        }
        if blockReservedWeight > weight {
            throw MiningError(
                description: "block_reserved_weight (\(blockReservedWeight)) exceeds consensus maximum block "
                    + "weight (\(weight))")
        }
        let cost = ConsensusLimits.maximumBlockSignatureCost
        if coinbaseOutputMaxAdditionalSigops > cost {
            throw MiningError(
                description: "coinbase_output_max_additional_sigops (\(coinbaseOutputMaxAdditionalSigops)) "
                    + "exceeds consensus maximum block sigops cost (\(cost))")
        }
    }
}
