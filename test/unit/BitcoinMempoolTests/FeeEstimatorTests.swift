import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

/// What the estimator learns, by the rules of upstream's documentation and by hand.
@Suite struct FeeEstimatorTests {
    /// A chain with an estimator.
    private struct Simulation {
        var estimator = FeeEstimator()
        var height = 0
        private var count: UInt32 = 0

        init(height: Int = 100) {
            self.height = height
            estimator.connect([], height: height)
        }

        /// A transaction that pays so many satoshis for each virtual byte.
        mutating func enter(_ rate: Int64, isEvidence: Bool = true) -> MempoolEntry {
            count += 1
            let transaction = Transaction(
                version: 2,
                inputs: [TransactionInput(previousOutput: OutPoint(txid: Txid(.zero), index: count))],
                outputs: [TransactionOutput(value: .coin, scriptPubKey: Script([0x51]))], lockTime: 0)
            let entry = MempoolEntry(
                transaction, fee: Amount(satoshis: rate * Int64(transaction.virtualSize)), time: 0,
                height: height, sequence: UInt64(count), spendsCoinbase: false, signatureCost: 0,
                policy: MempoolPolicy())
            estimator.add(entry, isEvidence: isEvidence)
            return entry
        }

        mutating func mine(_ entries: [MempoolEntry] = []) {
            height += 1
            estimator.connect(entries, height: height)
        }

        /// So many blocks, each with transactions that came just before it.
        mutating func mine(blocks: Int, of rates: [Int64]) {
            for _ in 0..<blocks {
                let entries = rates.flatMap { rate in (0..<10).map { _ in enter(rate) } }
                mine(entries)
            }
        }
    }

    @Test func knowsNothingAtFirst() {
        let estimate = FeeEstimator().smartEstimate(target: 6, conservative: true)
        #expect(estimate.rate == nil)
        #expect(estimate.target == 0)
        #expect(FeeEstimator.Horizon.allCases.map(FeeEstimator().maximumTarget) == [12, 48, 1008])
    }

    @Test func tellsTheRateAtWhichEveryTransactionIsConfirmed() {
        var chain = Simulation()
        chain.mine(blocks: 20, of: [10])
        let estimate = chain.estimator.smartEstimate(target: 2, conservative: false)
        #expect(estimate.rate?.satoshisPerKilobyte == 10_000)
        #expect(estimate.target == 2)
        let raw = chain.estimator.rawEstimate(target: 2, success: 0.95, horizon: .short)
        #expect(raw.rate.map { ($0 - 10_000).magnitude < 1e-6 } == true)
        #expect(raw.pass.start < 10_000)
        #expect(raw.pass.end >= 10_000)
        #expect(raw.scale == 1)
        #expect(raw.decay == 0.962)
    }

    @Test func ratesThatWaitTooLongDoNotPass() {
        var chain = Simulation()
        var slow: [MempoolEntry] = []
        for _ in 0..<30 {
            let quick = (0..<10).map { _ in chain.enter(50) }
            // Those that pay little wait for ten blocks.
            let late = slow.filter { $0.height <= chain.height - 9 }
            slow.removeAll { $0.height <= chain.height - 9 }
            slow += (0..<10).map { _ in chain.enter(2) }
            chain.mine(quick + late)
        }
        #expect(
            chain.estimator.smartEstimate(target: 2, conservative: false).rate?.satoshisPerKilobyte == 50_000)
        let patient = chain.estimator.rawEstimate(target: 11, success: 0.85, horizon: .short)
        #expect(patient.rate.map { $0 < 2_001 } == true)
        let hasty = chain.estimator.rawEstimate(target: 5, success: 0.85, horizon: .short)
        #expect(hasty.rate.map { $0 > 49_000 } == true)
        #expect(hasty.fail.start > 0)
        #expect(hasty.fail.end < 50_000)
        #expect(hasty.fail.withinTarget == 0)
        #expect(hasty.fail.inMempool > 0)
    }

    @Test func transactionsThatLeaveUnconfirmedCountAsFailed() {
        var chain = Simulation()
        for _ in 0..<30 {
            let quick = (0..<10).map { _ in chain.enter(50) }
            let replaced = (0..<10).map { _ in chain.enter(2) }
            let lucky = chain.enter(2)
            chain.mine(quick + [lucky])
            for entry in replaced { chain.estimator.remove(entry.transaction.txid) }
        }
        let raw = chain.estimator.rawEstimate(target: 1, success: 0.85, horizon: .short)
        #expect(raw.rate.map { $0 > 49_000 } == true)
        #expect(raw.fail.leftMempool > 9 * raw.fail.withinTarget)
        #expect(chain.estimator.waitingCount == 0)
    }

    @Test func targetsReachNoFurtherThanHalfOfWhatWasSeen() {
        var chain = Simulation()
        chain.mine(blocks: 9, of: [10])
        #expect(chain.estimator.smartEstimate(target: 6, conservative: false).target == 4)
        #expect(chain.estimator.smartEstimate(target: 1, conservative: false).target == 2)
        #expect(chain.estimator.smartEstimate(target: 1009, conservative: false).rate == nil)
        #expect(chain.estimator.smartEstimate(target: 0, conservative: false).rate == nil)
        #expect(chain.estimator.smartEstimate(target: .min, conservative: true).rate == nil)
    }

    @Test func conservativeEstimatesFallMoreSlowly() {
        var chain = Simulation()
        chain.mine(blocks: 12, of: [500])
        chain.mine(blocks: 4, of: [100])
        #expect(
            chain.estimator.smartEstimate(target: 1, conservative: true).rate?.satoshisPerKilobyte == 500_000)
        #expect(
            chain.estimator.smartEstimate(target: 1, conservative: false).rate?.satoshisPerKilobyte == 100_000
        )
    }

    @Test func onlyEvidenceAtTheTipIsTracked() {
        var chain = Simulation()
        _ = chain.enter(10, isEvidence: false)
        #expect(chain.estimator.waitingCount == 0)
        chain.height -= 1
        _ = chain.enter(10)
        #expect(chain.estimator.waitingCount == 0)
        chain.height += 1
        let entry = chain.enter(10)
        chain.estimator.add(entry, isEvidence: true)
        #expect(chain.estimator.waitingCount == 1)
        // A block that comes again, or one of a lower height, changes nothing.
        chain.estimator.connect([entry], height: chain.height)
        #expect(chain.estimator.waitingCount == 1)
        chain.estimator.giveUpWaiting()
        #expect(chain.estimator.waitingCount == 0)
    }

    // MARK: File

    @Test func aFileKeepsEverythingButWhatWaits() throws {
        var chain = Simulation()
        chain.mine(blocks: 30, of: [5, 20])
        _ = chain.enter(7)
        let copy = try FeeEstimator(serialized: chain.estimator.serialized)
        chain.estimator.giveUpWaiting()
        #expect(copy.serialized == chain.estimator.serialized)
        for target in [1, 2, 6, 12, 20] {
            let kept = copy.smartEstimate(target: target, conservative: true)
            let known = chain.estimator.smartEstimate(target: target, conservative: true)
            #expect(kept.rate == known.rate)
            #expect(kept.target == known.target)
        }
        #expect(copy.bestHeight == 130)
    }

    @Test func theFileHasTheFormatOfUpstream() {
        let bytes = FeeEstimator().serialized
        // Version, three heights, and the count of the ranges with the first of them.
        #expect(Array(bytes[..<16]) == [0x8c, 0xba, 0x04, 0x00] + [UInt8](repeating: 0, count: 12))
        let count = FeeRateBuckets.standard.count
        #expect(Array(bytes[16..<17]) == [UInt8(count)])
        #expect(Array(bytes[17..<25]) == [0, 0, 0, 0, 0, 0, 0x59, 0x40])
        let perRange = 8 * (1 + 3 * 2 + 2 * (12 + 24 + 42))
        let lengths = 1 + 3 * 4 + 2 * (12 + 24 + 42)
        #expect(bytes.count == 16 + 3 * 12 + count * perRange + lengths)
    }

    @Test func refusesFilesOfOtherVersions() {
        var bytes = FeeEstimator().serialized
        bytes[0] += 1
        #expect(throws: FeeEstimateFileError.version(309901, current: 309900)) {
            try FeeEstimator(serialized: bytes)
        }
        bytes[0] -= 2
        let error = #expect(throws: FeeEstimateFileError.self) { try FeeEstimator(serialized: bytes) }
        #expect(error?.description == "File version (309899) incompatible: Too old to be read")
    }

    @Test func refusesFilesThatEndTooEarly() {
        let bytes = FeeEstimator().serialized
        for size in [0, 3, 15, 16, 17, 100, bytes.count / 2, bytes.count - 1] {
            #expect(throws: FeeEstimateFileError.truncated) {
                try FeeEstimator(serialized: Array(bytes[..<size]))
            }
        }
    }

    @Test func anyByteMayBeWrong() {
        var chain = Simulation()
        chain.mine(blocks: 3, of: [10])
        let bytes = chain.estimator.serialized
        for position in stride(from: 0, to: bytes.count, by: 6007) {
            var damaged = bytes
            damaged[position] ^= 0xff
            guard let estimator = try? FeeEstimator(serialized: damaged) else { continue }
            for target in [2, 1008] {
                _ = estimator.smartEstimate(target: target, conservative: true).rate?.satoshisPerKilobyte
            }
        }
        // Huge rates are no trap.
        #expect(FeeRate(estimated: 1e300).satoshisPerKilobyte == Amount.maximum.satoshis)
        #expect(FeeRate(estimated: .nan) == .zero)
    }
}
