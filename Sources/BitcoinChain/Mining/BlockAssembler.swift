import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

/// A block that somebody may find a proof of work for.
public struct AssembledBlock: Sendable {
    /// The block, without proof of work.
    public var block: Block
    /// The number of blocks before it.
    public let height: Int
    /// What its transactions leave for the coinbase, and other figures about them.
    public let contents: BlockContents
    /// What it was made from.
    public let moment: TemplateMoment
    /// The earliest time that it may have.
    public let minimumTime: UInt32
}

extension ChainManager {
    /// Puts a block of the best transactions of the mempool together that follows the tip, and makes sure that it would be
    /// accepted. As long as neither tip nor mempool change, only the time of the last such block is brought up to date.
    public func assembleBlock(
        payingTo script: Script, _ options: BlockAssemblyOptions
    ) throws -> AssembledBlock {
        guard let tip = state.tip else { throw ChainError("There is no block to follow") }
        if let last = templates.block(options, payingTo: script, moment) { return refreshed(last) ?? last }
        let contents = bestContents(options, after: tip)
        let block = try assembleBlock(payingTo: script, contents, version: options.version)
        templates.keep(block, options, payingTo: script, moment)
        return block
    }

    /// What the transactions of a block would pay that follows the tip.
    public func nextBlockFees(_ options: BlockAssemblyOptions) -> NextBlockFees? {
        guard let tip = state.tip else { return nil }
        let contents = bestContents(options, after: tip)
        return NextBlockFees(fees: contents.fees, moment: moment)
    }

    /// The state of what blocks are made from.
    public var moment: TemplateMoment {
        TemplateMoment(tip: state.tip.map { state.tree[$0].hash }, mempoolChange: state.mempool.updateCount)
    }

    private func bestContents(_ options: BlockAssemblyOptions, after tip: BlockNode) -> BlockContents {
        if let known = templates.contents(options, moment) { return known }
        let cursor = state.tree.cursor(tip)
        let contents = BlockContents(
            bestOf: state.mempool, height: cursor.height + 1, time: cursor.medianTimePast, options)
        if options.logsFeeRates {
            for entry in contents.transactions.compactMap({ state.mempool[$0.txid] }) {
                Log.info("fee rate \(entry.modifiedFeeRate) txid \(entry.transaction.txid)")
            }
        }
        templates.keep(contents, options, moment)
        return contents
    }

    /// The block with the time that it is now, and what depends on that. Nil if it does not follow the tip.
    public func refreshed(_ assembled: AssembledBlock) -> AssembledBlock? {
        guard let tip = state.tip, moment.tip == assembled.moment.tip else { return nil }
        var result = assembled
        var header = assembled.block.header
        header.time = UInt32(clamping: max(NodeClock.now, Int64(assembled.minimumTime)))
        header.bits = ProofOfWork.nextBits(
            after: state.tree.cursor(tip), time: header.time, parameters: state.consensus)
        result.block = Block(header: header, transactions: assembled.block.transactions)
        return result
    }

    /// Puts a block of given transactions together that follows the tip, and makes sure that it would be accepted.
    public func assembleBlock(
        payingTo script: Script, _ contents: BlockContents, version: Int32? = nil
    ) throws -> AssembledBlock {
        guard let tip = state.tip else { throw ChainError("There is no block to follow") }
        let cursor = state.tree.cursor(tip)
        let height = cursor.height + 1
        let minimumTime = Self.minimumTime(after: cursor, parameters: state.consensus)
        let time = UInt32(clamping: max(NodeClock.now, minimumTime))
        var coinbase = CoinbaseBuilder(
            height: height, script: script, value: state.consensus.subsidy(at: height) + contents.fees)
        coinbase.commit(
            toWitnessesOf: contents.transactions,
            isSegwitActive: state.isDeploymentActive(.segwit, atHeight: height))
        let transactions = [coinbase.transaction] + contents.transactions
        let header = BlockHeader(
            version: version ?? nextVersion(), previousBlock: state.tree[tip].hash,
            merkleRoot: MerkleTree.root(transactions.map(\.txid.hash)).hash, time: time,
            bits: ProofOfWork.nextBits(after: cursor, time: time, parameters: state.consensus), nonce: 0)
        let block = Block(header: header, transactions: transactions)
        Log.info(
            "CreateNewBlock(): block weight: \(block.weight) txs: \(contents.transactions.count) "
                + "fees: \(contents.fees.satoshis) sigops \(contents.signatureCost)")
        try state.test(block, checkProofOfWork: false, checkMerkleRoot: false)
        return AssembledBlock(
            block: block, height: height, contents: contents, moment: moment,
            minimumTime: UInt32(clamping: minimumTime))
    }

    /// A block has to be later than the median of those before it, and no earlier than BIP94 allows
    /// at the beginning of a period; which is heeded on all networks, for times to come.
    static func minimumTime(after previous: BlockTree.Cursor, parameters: ConsensusParameters) -> Int64 {
        let minimum = previous.medianTimePast + 1
        guard (previous.height + 1).isMultiple(of: parameters.difficultyInterval) else { return minimum }
        return max(minimum, Int64(previous.time) - ConsensusLimits.maximumTimewarpSeconds)
    }

    /// Assembles a block, finds a proof of work for it and takes it in; nil if none is found in so
    /// many tries. For networks where that takes no time.
    public func generateBlock(
        payingTo script: Script, _ contents: BlockContents = .empty, maximumTries: UInt64 = 1_000_000
    ) async throws -> BlockHash? {
        let assembled = try assembleBlock(payingTo: script, contents)
        var tries = maximumTries
        guard let block = Self.solve(assembled.block, parameters: configuration.parameters, tries: &tries)
        else { return nil }
        try await accept(block)
        return block.hash
    }

    /// Looks for a nonce that gives a block its proof of work.
    public nonisolated static func solve(
        _ block: Block, parameters: ChainParameters, tries: inout UInt64
    ) -> Block? {
        let limit = parameters.consensus.proofOfWorkLimit
        var header = block.header
        while tries > 0 {
            if ProofOfWork.isSatisfied(hash: header.hash, bits: header.bits, limit: limit) {
                return Block(header: header, transactions: block.transactions)
            }
            guard header.nonce < .max else { return nil }
            header.nonce += 1
            tries -= 1
        }
        return nil
    }
}

/// Makes the first transaction of a block.
struct CoinbaseBuilder {
    private let height: Int
    private var outputs: [TransactionOutput]
    private var witness = Witness()

    init(height: Int, script: Script, value: Amount) {
        self.height = height
        outputs = [TransactionOutput(value: value, scriptPubKey: script)]
    }

    /// Adds the output that commits to the witnesses of a block (BIP141), and its reserved value once the rules
    /// allow a witness.
    mutating func commit(toWitnessesOf transactions: [Transaction], isSegwitActive: Bool) {
        let root = MerkleTree.root([.zero] + transactions.map(\.wtxid.hash)).hash
        outputs.append(
            TransactionOutput(value: .zero, scriptPubKey: WitnessCommitment.script(witnessRoot: root)))
        if isSegwitActive { witness = WitnessCommitment.reservedValue }
    }

    var transaction: Transaction {
        var builder = ScriptBuilder()
        builder.append(number: Int64(height))
        // The heights up to 16 take one byte, and two are needed at least.
        if height <= 16 { builder.append(.zero) }
        let input = TransactionInput(
            previousOutput: .null, scriptSig: builder.script,
            sequence: TransactionInput.finalSequence - 1, witness: witness)
        // The lock time makes the transaction unlike any that an earlier block can have.
        return Transaction(
            version: 2, inputs: [input], outputs: outputs, lockTime: UInt32(height - 1))
    }
}
