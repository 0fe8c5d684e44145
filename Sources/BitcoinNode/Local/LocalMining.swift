import BitcoinChain
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinPrimitives

/// The mining interface of this node.
struct LocalMining: Mining {
    let node: NodeContext
    private let interruption = Interruption()

    init(node: NodeContext) {
        self.node = node
    }

    func isTestChain() async throws -> Bool { node.parameters.isTestChain }

    func isInitialBlockDownload() async throws -> Bool {
        await node.chain.value.isInitialBlockDownload
    }

    func getTip() async throws -> BlockRef? { node.tip.tip }

    func waitTipChanged(currentTip: BlockHash, timeout: Timeout) async throws -> BlockRef? {
        // While the node starts there is no tip to time out with.
        if node.tip.tip == nil {
            guard let first = await node.tip.wait(while: .zero, timeout: .never, interruption: interruption)
            else { return nil }
            if first.hash != currentTip { return first }
        }
        return await node.tip.wait(while: currentTip, timeout: timeout, interruption: interruption)
    }

    func createNewBlock(options: BlockCreateOptions, cooldown: Bool) async throws -> (any BlockTemplate)? {
        throw MiningUnavailable()
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

    // There is no mempool yet, so none of the transactions is in it.

    func getTransactionsByTxID(_ txids: [Txid]) async throws -> [Transaction?] {
        txids.map { _ in nil }
    }

    func getTransactionsByWitnessID(_ wtxids: [Wtxid]) async throws -> [Transaction?] {
        wtxids.map { _ in nil }
    }
}

/// Block templates are not made yet.
private struct MiningUnavailable: Error, CustomStringConvertible {
    let description = "Block templates are not available in this version"
}
