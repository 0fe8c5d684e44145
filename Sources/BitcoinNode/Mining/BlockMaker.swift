import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import Synchronization

/// Puts blocks together on behalf of users and miners, and remembers what the last one was like.
final class BlockMaker: Sendable {
    /// What is told of the last block that was assembled.
    struct Summary: Sendable {
        /// Its weight, with what is kept free for the header and the coinbase.
        var weight: UInt64
        /// The number of its transactions, without the coinbase.
        var transactionCount: Int
    }

    /// What placeholders for a miner's own output pay to.
    static let anyoneCanSpend = Script([Opcode.small(1).rawValue])

    private let chain: Late<ChainManager>
    private let parameters: ChainParameters
    /// What the user wants of all blocks.
    let options: BlockAssemblyOptions
    private let summary = Mutex<Summary?>(nil)

    init(chain: Late<ChainManager>, parameters: ChainParameters, arguments: Arguments) {
        self.chain = chain
        self.parameters = parameters
        options = BlockAssemblyOptions(arguments, parameters: parameters)
    }

    /// The last block that was assembled, if there is one.
    var lastBlock: Summary? { summary.withLock { $0 } }

    /// Assembles a block that follows the tip from the mempool. Throws the rejection if it would not be accepted.
    ///
    /// - Parameter options: what is wanted instead of what the user chose for all blocks.
    func assemble(
        payingTo script: Script, options: BlockAssemblyOptions? = nil
    ) async throws -> AssembledBlock {
        let block = try await chain.value.assembleBlock(payingTo: script, options ?? self.options)
        note(block.contents)
        return block
    }

    /// Assembles a block of just these transactions. Throws the rejection if it would not be accepted.
    func assemble(payingTo script: Script, _ contents: BlockContents) async throws -> AssembledBlock {
        let block = try await chain.value.assembleBlock(
            payingTo: script, contents, version: options.version)
        return block
    }

    private func note(_ contents: BlockContents) {
        summary.withLock {
            $0 = Summary(
                weight: UInt64(contents.weight), transactionCount: contents.transactions.count)
        }
    }

    /// Looks for a nonce that gives a block its proof of work. Returns `nil` when there is none, when `tries` are
    /// used up or when the process is to end.
    func solve(_ block: Block, tries: inout UInt64, until shutdown: ShutdownSignal) async -> Block? {
        let limit = parameters.consensus.proofOfWorkLimit
        var header = block.header
        while tries > 0, !shutdown.isRequested {
            for _ in 0..<min(tries, 10_000) {
                if ProofOfWork.isSatisfied(hash: header.hash, bits: header.bits, limit: limit) {
                    return Block(header: header, transactions: block.transactions)
                }
                // The last nonce is never tried, which nobody will miss.
                header.nonce += 1
                tries -= 1
                guard header.nonce < .max else { return nil }
            }
            await Task.yield()
        }
        return nil
    }
}
