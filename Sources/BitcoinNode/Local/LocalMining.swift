import BitcoinChain
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinPrimitives

/// The mining interface of this node.
struct LocalMining: Mining {
    let node: NodeContext
    private let interruption = Interruption()
    private let allowance: TemplateAllowance

    init(node: NodeContext, _ allowance: TemplateAllowance) {
        self.node = node
        self.allowance = allowance
    }

    func isTestChain() async throws -> Bool { node.parameters.isTestChain }

    func isInitialBlockDownload() async throws -> Bool {
        await node.chain.value.isInitialBlockDownload
    }

    func getTip() async throws -> BlockRef? { node.tip.tip }

    func waitTipChanged(currentTip: BlockHash, timeout: Timeout) async throws -> BlockRef? {
        await interruption.guarding { call in
            // While the node starts there is no tip to time out with.
            if node.tip.tip == nil {
                guard let first = await node.tip.wait(while: .zero, timeout: .never, call) else { return nil }
                if first.hash != currentTip { return first }
            }
            return await node.tip.wait(while: currentTip, timeout: timeout, call)
        }
    }

    func createNewBlock(options: BlockCreateOptions, cooldown: Bool) async throws -> (any BlockTemplate)? {
        try await interruption.guarding { call in
            guard let tip = await node.tip.wait(while: .zero, timeout: .never, call) else { return nil }
            if cooldown, await !coolDown(from: tip, call) { return nil }
            return try await LocalBlockTemplate.make(node: node, options: options, allowance)
        }
    }

    /// Waits until the node has caught up with the headers that it knows. False if the wait was interrupted.
    private func coolDown(from tip: BlockRef, _ call: Interruption.Wait) async -> Bool {
        let chain = await node.chain.value
        var tip = tip
        while await chain.isInitialBlockDownload {
            guard let next = await node.tip.wait(while: tip.hash, timeout: .after(.seconds(1)), call) else {
                return false
            }
            tip = next
        }
        // With each new tip there is more time, but when none comes the blocks may never do.
        while let missing = await blocksAhead(chain) {
            let time = Duration.seconds(min(max(missing, 3), 20))
            guard let next = await node.tip.wait(while: tip.hash, timeout: .after(time), call) else {
                return false
            }
            if next.hash == tip.hash { break }
            tip = next
        }
        return !call.isInterrupted
    }

    /// How many blocks the best header is ahead of the tip; `nil` if it has no more work.
    private func blocksAhead(_ chain: ChainManager) async -> Int? {
        guard let best = await chain.bestHeader, let tip = await chain.tip, best.chainWork > tip.chainWork,
            await chain.ancestor(of: best.hash, atHeight: tip.height)?.hash == tip.hash
        else { return nil }
        return best.height - tip.height
    }

    func checkBlock(_ block: Block, options: BlockCheckOptions) async throws -> BlockVerdict {
        do {
            try await node.chain.value.test(
                block, checkProofOfWork: options.checkPow, checkMerkleRoot: options.checkMerkleRoot)
            return .accepted
        } catch let rejection as BlockRejection {
            return BlockVerdict(reason: rejection.reason, debug: rejection.debug, accepted: false)
        }
    }

    func interrupt() async throws {
        interruption.interrupt()
    }

    func submitBlock(_ block: Block) async throws -> BlockVerdict {
        try await BlockSubmission(chain: node.chain.value).submit(block)
    }

    func getTransactionsByTxID(_ txids: [Txid]) async throws -> [Transaction?] {
        let mempool = await node.chain.value.mempool
        return txids.map { mempool[$0]?.transaction }
    }

    func getTransactionsByWitnessID(_ wtxids: [Wtxid]) async throws -> [Transaction?] {
        let mempool = await node.chain.value.mempool
        return wtxids.map { mempool[$0]?.transaction }
    }
}
