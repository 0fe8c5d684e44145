import BitcoinConsensus
import BitcoinPrimitives
import Testing

@Suite("Lock times (BIP68, BIP113)")
struct LockTimeTests {
    /// 101 blocks, ten minutes apart.
    private let tip: TestEntry = {
        func header(_ height: Int) -> BlockHeader {
            BlockHeader(
                version: 4, previousBlock: .zero, merkleRoot: .zero,
                time: 1_700_000_000 + UInt32(600 * height), bits: 0x207f_ffff, nonce: 0)
        }
        var tip = TestEntry(header(0), parent: nil)
        for height in 1...100 { tip = TestEntry(header(height), parent: tip) }
        return tip
    }()

    private func transaction(sequence: UInt32, version: UInt32 = 2) -> Transaction {
        Transaction(
            version: version,
            inputs: [TransactionInput(previousOutput: OutPoint(txid: .zero, index: 0), sequence: sequence)],
            outputs: [TransactionOutput(value: .zero, scriptPubKey: Script())])
    }

    private func isUnlocked(
        _ sequence: UInt32, coinHeight: Int, version: UInt32 = 2, isEnforced: Bool = true
    ) -> Bool {
        SequenceLocks(
            transaction(sequence: sequence, version: version), coinHeights: [coinHeight], before: tip,
            isEnforced: isEnforced
        ).areSatisfied(after: tip)
    }

    @Test func heightsAreCountedFromTheCoin() {
        // The next block has height 101.
        #expect(isUnlocked(10, coinHeight: 91))
        #expect(!isUnlocked(11, coinHeight: 91))
        #expect(isUnlocked(0, coinHeight: 101))
        #expect(!isUnlocked(1, coinHeight: 101))
    }

    @Test func timesAreCountedBetweenMedians() {
        // Medians lie five blocks back: 95 now, and for a coin of height 51 that of block 50, which is 45.
        let units = UInt32(50 * 600 / 512)
        #expect(isUnlocked(RelativeLock.isTime | units, coinHeight: 51))
        #expect(!isUnlocked(RelativeLock.isTime | (units + 1), coinHeight: 51))
    }

    @Test func locksCanBeSwitchedOff() {
        #expect(isUnlocked(RelativeLock.disabled | 0xffff, coinHeight: 100))
        #expect(isUnlocked(0xffff, coinHeight: 100, version: 1))
        #expect(isUnlocked(0xffff, coinHeight: 100, isEnforced: false))
        #expect(!isUnlocked(0xffff, coinHeight: 100))
        #expect(!isUnlocked(0xffff, coinHeight: 100, version: .max), "versions are unsigned")
    }

    @Test(
        arguments: [
            (0, 0, 100, 0, true), (100, 0, 100, 0, false), (99, 0, 100, 0, true),
            (500_000_000, 0, 0, 500_000_000, false), (500_000_000, 0, 0, 500_000_001, true),
            (499_999_999, 0, 499_999_999, .max, false), (1000, .max, 0, 0, true),
        ] as [(UInt32, UInt32, Int, Int64, Bool)])
    func finality(lockTime: UInt32, sequence: UInt32, height: Int, time: Int64, isFinal: Bool) {
        let transaction = Transaction(
            inputs: [TransactionInput(previousOutput: .null, sequence: sequence)], outputs: [],
            lockTime: lockTime)
        #expect(transaction.isFinal(height: height, time: time) == isFinal)
    }

    @Test func medianTimeIsTheMiddleOfElevenOrFewer() {
        #expect(tip.medianTimePast == Int64(tip.time) - 5 * 600)
        let genesis = tip.ancestor(at: 0)
        #expect(genesis?.medianTimePast == 1_700_000_000)
        #expect(tip.ancestor(at: 1)?.medianTimePast == 1_700_000_600, "the later one of two")
    }
}
