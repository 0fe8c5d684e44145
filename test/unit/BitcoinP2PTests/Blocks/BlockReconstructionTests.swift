import BitcoinConsensus
import BitcoinPrimitives
import Testing

@testable import BitcoinP2P

@Suite struct BlockReconstructionTests {
    /// A block of so many transactions.
    private static func block(_ count: Int) -> Block {
        let transactions = (0..<count).map { Transaction.sample(UInt32($0)) }
        let header = BlockHeader(
            version: 4, previousBlock: .zero, merkleRoot: MerkleTree.root(transactions.map(\.txid.hash)).hash,
            time: 1, bits: 0x207f_ffff, nonce: 0)
        return Block(header: header, transactions: transactions)
    }

    private static let none: [Transaction] = []

    private func failure(_ body: () throws -> Void) -> BlockReconstruction.Failure? {
        do {
            try body()
            return nil
        } catch {
            return error as? BlockReconstruction.Failure
        }
    }

    private func failure(_ compact: CompactBlock, pool: [Transaction] = []) -> BlockReconstruction.Failure? {
        failure { _ = try BlockReconstruction(compact, pool: pool, extra: Self.none) }
    }

    @Test func findsItsTransactionsInTheMempoolAndBeyond() throws {
        let block = Self.block(20)
        var reconstruction = try BlockReconstruction(
            CompactBlock(block), pool: block.transactions[1..<10], extra: block.transactions[10...])
        #expect(reconstruction.missing.isEmpty)
        let filled = try reconstruction.fill(with: [], checksWitness: false)
        #expect(filled == block)
    }

    @Test func asksForWhatIsMissing() throws {
        let block = Self.block(20)
        var reconstruction = try BlockReconstruction(
            CompactBlock(block), pool: block.transactions[5..<18], extra: Self.none)
        #expect(reconstruction.missing == [1, 2, 3, 4, 18, 19])
        let missing = reconstruction.missing.map { block.transactions[$0] }
        let filled = try reconstruction.fill(with: missing, checksWitness: false)
        #expect(filled == block)
    }

    @Test func refusesTooFewAndTooManyTransactions() throws {
        let block = Self.block(5)
        for transactions in [Self.none, Array(block.transactions[1...3]), block.transactions] {
            var reconstruction = try BlockReconstruction(
                CompactBlock(block), pool: Self.none, extra: Self.none)
            let failure = failure { _ = try reconstruction.fill(with: transactions, checksWitness: false) }
            #expect(failure == .invalid)
        }
    }

    @Test func takesOtherTransactionsForACollision() throws {
        let block = Self.block(5)
        var reconstruction = try BlockReconstruction(CompactBlock(block), pool: Self.none, extra: Self.none)
        let others = (100..<104).map { Transaction.sample(UInt32($0)) }
        let failure = failure { _ = try reconstruction.fill(with: others, checksWitness: false) }
        #expect(failure == .collision)
    }

    @Test func canBeFilledOnce() throws {
        let block = Self.block(5)
        var reconstruction = try BlockReconstruction(
            CompactBlock(block), pool: block.transactions, extra: Self.none)
        _ = try reconstruction.fill(with: [], checksWitness: false)
        #expect(reconstruction.isUsedUp)
        let failure = failure { _ = try reconstruction.fill(with: [], checksWitness: false) }
        #expect(failure == .invalid)
    }

    @Test func asksForATransactionWhoseNameTwoHave() throws {
        // Two of the pool with one name: which of them it is nobody can tell.
        let block = Self.block(5)
        let reconstruction = try BlockReconstruction(
            CompactBlock(block), pool: [block.transactions[2], block.transactions[2], block.transactions[3]],
            extra: Self.none)
        #expect(reconstruction.missing == [1, 2, 4])
    }

    @Test func countsATransactionOfPoolAndExtraOnce() throws {
        let block = Self.block(5)
        let reconstruction = try BlockReconstruction(
            CompactBlock(block), pool: [block.transactions[2]], extra: [block.transactions[2]])
        #expect(reconstruction.missing == [1, 3, 4])
    }

    @Test func takesARepeatedNameForACollision() {
        var compact = CompactBlock(Self.block(5))
        compact.shortIDs[2] = compact.shortIDs[0]
        #expect(failure(compact) == .collision)
    }

    @Test func refusesBlocksThatCannotBe() {
        var empty = CompactBlock(Self.block(5))
        empty.shortIDs = []
        empty.prefilled = []
        #expect(failure(empty) == .invalid)

        var huge = CompactBlock(Self.block(1))
        huge.shortIDs = Array(0...100_000)
        #expect(failure(huge) == .invalid)

        var withoutTarget = CompactBlock(Self.block(5))
        withoutTarget.header.bits = 0
        #expect(failure(withoutTarget) == .invalid)
    }

    @Test(arguments: [6, 100, 65535])
    func refusesPrefilledTransactionsBeyondTheBlock(place: Int) {
        var compact = CompactBlock(Self.block(5))
        compact.prefilled.append(.init(index: place, transaction: Transaction.sample(9)))
        #expect(failure(compact) == .invalid)
    }

    @Test func refusesPrefilledTransactionsWithoutContents() {
        var compact = CompactBlock(Self.block(5))
        compact.prefilled[0].transaction = Transaction(version: 1, inputs: [], outputs: [], lockTime: 0)
        #expect(failure(compact) == .invalid)
    }

    @Test func namesDependOnTheNonce() {
        let block = Self.block(5)
        #expect(CompactBlock(block, nonce: 1).shortIDs != CompactBlock(block, nonce: 2).shortIDs)
        #expect(CompactBlock(block, nonce: 1).shortIDs == CompactBlock(block, nonce: 1).shortIDs)
        #expect(CompactBlock(block).shortIDs.allSatisfy { $0 < 1 << 48 })
    }
}
