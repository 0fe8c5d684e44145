import BitcoinChain
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinNode

/// The commands that estimate fees.
@Suite struct FeeHandlerTests {
    private let fixture: NodeFixture

    init() throws {
        fixture = try NodeFixture()
        FeeHandlers(node: fixture.node).register()
    }

    /// Lets the node know what was learned from blocks with transactions of these rates, in satoshis per virtual byte,
    /// each of which was in the next block.
    private func learn(blocks: Int = 0, of rates: [Int64] = []) throws {
        var estimator = FeeEstimator()
        var count: UInt32 = 0
        estimator.connect([], height: 100)
        for height in 101..<(101 + blocks) {
            var entries: [MempoolEntry] = []
            for rate in rates {
                for _ in 0..<10 {
                    count += 1
                    let transaction = Transaction(
                        version: 2,
                        inputs: [TransactionInput(previousOutput: OutPoint(txid: Txid(.zero), index: count))],
                        outputs: [TransactionOutput(value: .coin, scriptPubKey: Script([0x51]))])
                    let entry = MempoolEntry(
                        transaction, fee: Amount(satoshis: rate * Int64(transaction.virtualSize)), time: 0,
                        height: height - 1, sequence: UInt64(count), spendsCoinbase: false, signatureCost: 0,
                        policy: MempoolPolicy())
                    estimator.add(entry, isEvidence: true)
                    entries.append(entry)
                }
            }
            estimator.connect(entries, height: height)
        }
        let path = fixture.directory.file("fee_estimates.dat")
        try FileContents.write(estimator.serialized, to: path)
        fixture.node.feeEstimates.set(FeeEstimates(path: path, acceptsStale: false))
    }

    @Test func nothingIsEstimatedWhereNothingIsLearned() async {
        #expect(await fixture.error("estimatesmartfee", [6]) == "Fee estimation disabled")
        #expect(await fixture.error("estimaterawfee", [6]) == "Fee estimation disabled")
    }

    @Test func targetsOutsideOfTheRecordsAreRefused() async throws {
        try learn()
        for command in ["estimatesmartfee", "estimaterawfee"] {
            for target: Int64 in [0, -1, 1009] {
                #expect(
                    await fixture.error(command, [.integer(target)])
                        == "Invalid conf_target, must be between 1 and 1008")
            }
        }
    }

    @Test func otherArgumentsAreChecked() async throws {
        try learn()
        #expect(
            await fixture.error("estimatesmartfee", [6, "cheap"])
                == "Invalid estimate_mode parameter, must be one of: \"unset\", \"economical\", \"conservative\""
        )
        for threshold in [-0.5, 1.5] {
            #expect(await fixture.error("estimaterawfee", [6, .double(threshold)]) == "Invalid threshold")
        }
    }

    @Test func saysThatItKnowsTooLittle() async throws {
        try learn()
        let smart = try await fixture.call("estimatesmartfee", [1, "ECONOMICAL"])
        #expect(smart["feerate"].isNull)
        #expect(smart["errors"] == ["Insufficient data or no feerate found"])
        // There is no number of blocks that anything is known about.
        #expect(smart["blocks"] == 0)
        let raw = try await fixture.call("estimaterawfee", [1])
        for horizon in ["short", "medium", "long"] {
            #expect(
                raw[horizon]["errors"] == ["Insufficient data or no feerate found which meets threshold"])
            #expect(raw[horizon]["pass"].isNull)
            #expect(!raw[horizon]["fail"].isNull)
        }
    }

    @Test func estimatesWhatOthersPaid() async throws {
        let chain = try await fixture.openChain()
        try learn(blocks: 60, of: [20])
        let smart = try await fixture.call("estimatesmartfee", [4])
        let rate = try #require(try? smart["feerate"].requireDouble())
        // Twenty satoshis per virtual byte, in coins per thousand of them.
        #expect((0.000_19...0.000_21).contains(rate))
        #expect(smart["errors"].isNull)
        #expect(smart["blocks"] == 4)
        let raw = try await fixture.call("estimaterawfee", [4, .double(0.9)])
        #expect(try raw["short"]["feerate"].requireDouble() == rate)
        #expect(try raw["short"]["decay"].requireDouble() == 0.962)
        #expect(raw["long"]["scale"] == 24)
        // Only the long record looks ahead so far.
        let far = try await fixture.call("estimaterawfee", [1008])
        #expect(far["short"].isNull && far["medium"].isNull && !far["long"].isNull)
        try await chain.close()
    }

    @Test func neverLessThanTheMempoolTakes() async throws {
        // 1 satoshi per virtual byte was enough, before the least rate was raised.
        var configuration = ChainConfiguration(
            parameters: fixture.node.parameters, dataDirectory: fixture.directory.file("data"))
        configuration.mempool.minimumRelayRate = FeeRate(satoshisPerKilobyte: 7_000)
        let chain = try await ChainManager.open(configuration)
        fixture.node.chain.set(chain)
        try learn(blocks: 60, of: [1])
        let smart = try await fixture.call("estimatesmartfee", [4])
        #expect(try smart["feerate"].requireDouble() == 0.000_07)
        #expect(try await fixture.call("estimaterawfee", [4])["short"]["feerate"].requireDouble() < 0.000_02)
        try await chain.close()
    }
}
