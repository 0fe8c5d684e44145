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

    /// What is kept free for the header, the transaction count and the coinbase unless the user says otherwise.
    static let defaultReservedWeight: UInt64 = 8000

    /// What placeholders for a miner's own output pay to.
    static let anyoneCanSpend = Script([Opcode.small(1).rawValue])

    private let chain: Late<ChainManager>
    private let parameters: ChainParameters
    private let reservedWeight: UInt64
    private let version: Int32?
    private let summary = Mutex<Summary?>(nil)

    init(chain: Late<ChainManager>, parameters: ChainParameters, arguments: Arguments) {
        self.chain = chain
        self.parameters = parameters
        reservedWeight = UInt64(
            clamping: arguments.integer("blockreservedweight", default: Int64(Self.defaultReservedWeight)))
        // Only where blocks are made on demand, for tests of rules about versions.
        version =
            parameters.minesOnDemand && arguments.isSet("blockversion")
            ? Int32(truncatingIfNeeded: arguments.integer("blockversion", default: 0)) : nil
    }

    /// The last block that was assembled, if there is one.
    var lastBlock: Summary? { summary.withLock { $0 } }

    /// Assembles a block that follows the tip. Throws the rejection if it would not be accepted.
    ///
    /// - Parameter reservedWeight: what to keep free, instead of what the user chose for all blocks.
    func assemble(
        payingTo script: Script, _ contents: BlockContents = .empty, reservedWeight: UInt64? = nil
    ) async throws -> AssembledBlock {
        let block = try await chain.value.assembleBlock(payingTo: script, contents, version: version)
        let weight = contents.transactions.reduce(reservedWeight ?? self.reservedWeight) {
            $0 + UInt64($1.weight)
        }
        summary.withLock { $0 = Summary(weight: weight, transactionCount: contents.transactions.count) }
        return block
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
