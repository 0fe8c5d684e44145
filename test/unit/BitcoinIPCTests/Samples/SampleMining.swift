import BitcoinInterfaces
import BitcoinPrimitives
import Synchronization

/// Block templates of samples, and what was asked of them.
final class SampleMining: Mining {
    struct Asked {
        var tips: [BlockHash] = []
        var timeouts: [Timeout] = []
        var options: [BlockCreateOptions] = []
        var cooldowns: [Bool] = []
        var blocks: [Block] = []
        var checks: [BlockCheckOptions] = []
        var interrupts = 0
    }

    let asked = Mutex(Asked())
    let template = SampleTemplate()
    let tip: BlockRef?
    let hasTemplates: Bool

    init(
        tip: BlockRef? = BlockRef(hash: Sample.blockHash(1), height: 840_000), hasTemplates: Bool = true
    ) {
        self.tip = tip
        self.hasTemplates = hasTemplates
    }

    func isTestChain() async throws -> Bool { true }
    func isInitialBlockDownload() async throws -> Bool { false }
    func getTip() async throws -> BlockRef? { tip }

    func waitTipChanged(currentTip: BlockHash, timeout: Timeout) async throws -> BlockRef? {
        asked.withLock {
            $0.tips.append(currentTip)
            $0.timeouts.append(timeout)
        }
        return tip
    }

    func createNewBlock(options: BlockCreateOptions, cooldown: Bool) async throws -> (any BlockTemplate)? {
        asked.withLock {
            $0.options.append(options)
            $0.cooldowns.append(cooldown)
        }
        if options.blockReservedWeight < 2000 {
            throw SampleError(description: "block_reserved_weight (0) must be at least 2000 weight units")
        }
        return hasTemplates ? template : nil
    }

    func checkBlock(_ block: Block, options: BlockCheckOptions) async throws -> BlockVerdict {
        asked.withLock {
            $0.blocks.append(block)
            $0.checks.append(options)
        }
        return BlockVerdict(reason: "high-hash", debug: "proof of work failed", accepted: false)
    }

    func interrupt() async throws { asked.withLock { $0.interrupts += 1 } }

    func submitBlock(_ block: Block) async throws -> BlockVerdict {
        asked.withLock { $0.blocks.append(block) }
        return .accepted
    }

    func getTransactionsByTxID(_ txids: [Txid]) async throws -> [Transaction?] {
        txids.map { $0 == Sample.txid(0) ? nil : Sample.transaction($0.bytes[0]) }
    }

    func getTransactionsByWitnessID(_ wtxids: [Wtxid]) async throws -> [Transaction?] {
        wtxids.map { $0 == Sample.wtxid(0) ? nil : Sample.transaction($0.bytes[0]) }
    }
}

/// A template of a sample block.
final class SampleTemplate: BlockTemplate {
    struct Asked {
        var solution: (version: UInt32, timestamp: UInt32, nonce: UInt32, coinbase: Transaction?)?
        var waits: [BlockWaitOptions] = []
        var interrupts = 0
    }

    let asked = Mutex(Asked())

    func getBlockHeader() async throws -> BlockHeader { Sample.header(3) }
    func getBlock() async throws -> Block { Sample.block(3) }
    func getTxFees() async throws -> [Amount] { [Amount(satoshis: 1), Amount(satoshis: -1), .maximum] }
    func getTxSigops() async throws -> [Int64] { [4, 0, .max] }

    func getCoinbaseTx() async throws -> CoinbaseTx {
        CoinbaseTx(
            version: 2, sequence: 0xffff_fffe, scriptSigPrefix: [0x03, 0x40, 0xd1, 0x0c],
            witness: Array(repeating: 0, count: 32), blockRewardRemaining: Amount(satoshis: 312_500_000),
            requiredOutputs: [Sample.output(9)], lockTime: 839_999)
    }

    func getCoinbaseMerklePath() async throws -> [Hash256] { [Sample.hash(1), Sample.hash(2)] }

    func submitSolution(
        version: UInt32, timestamp: UInt32, nonce: UInt32, coinbase: Transaction?
    ) async throws -> BlockVerdict {
        asked.withLock { $0.solution = (version, timestamp, nonce, coinbase) }
        return coinbase == nil
            ? BlockVerdict(reason: "bad-cb-missing", debug: "", accepted: false) : .accepted
    }

    func waitNext(options: BlockWaitOptions) async throws -> (any BlockTemplate)? {
        asked.withLock { $0.waits.append(options) }
        return options.timeout == .never ? SampleTemplate() : nil
    }

    func interruptWait() async throws { asked.withLock { $0.interrupts += 1 } }
}
