import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinChain

@Suite struct MempoolAdmissionTests {
    let fixture = ChainFixture.forMempool()

    @Test func takesWhatPaysAndRefusesTheRest() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let coinbase = try await manager.coinbase(atHeight: 1)
        let young = try await manager.coinbase(atHeight: 50)
        let good = payment(coinbase)
        let unknown = payment(good, 5 % 2)
        #expect(try await manager.verdicts([unknown]) == ["bad-txns-inputs-missingorspent"])
        #expect(try await manager.verdicts([payment(young)]) == ["bad-txns-premature-spend-of-coinbase"])
        #expect(try await manager.verdicts([payment(coinbase, fee: 0)]) == ["min relay fee not met"])
        #expect(try await manager.submit(good, isTest: true).isAccepted)
        #expect(await manager.mempool.count == 0, "a test changes nothing")
        #expect(try await manager.verdicts([good, good]) == [nil, "txn-already-in-mempool"])
        #expect(try await manager.verdicts([coinbase]) == ["coinbase"])
        let missing = payment([(good, 0), (good, 1)], outputs: 1)
        #expect(try await manager.verdicts([missing]) == [nil])
        try await manager.close()
    }

    @Test func scriptsAreRunOnceUntilTheirBlockComes() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let transaction = payment(try await manager.coinbase(atHeight: 1))
        #expect(await !manager.knowsScripts(of: transaction))
        #expect(try await manager.submit(transaction, isTest: true).isAccepted)
        #expect(await manager.knowsScripts(of: transaction), "also after a test: it is likely to come")
        #expect(try await manager.verdicts([transaction]) == [nil])
        let assembled = try await manager.assembleBlock(payingTo: anyoneCanSpend, BlockAssemblyOptions())
        #expect(await manager.knowsScripts(of: transaction), "a template is no block yet")
        try await manager.accept(try await manager.solved(assembled.block))
        #expect(await !manager.knowsScripts(of: transaction))
        try await manager.close()
    }

    @Test func scriptsThatFailAreRunAgain() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let coinbase = try await manager.coinbase(atHeight: 1)
        let tip = try #require(await manager.tip)
        // `OP_RETURN` as a scriptSig.
        let bad = Transaction(
            inputs: [
                TransactionInput(
                    previousOutput: OutPoint(txid: coinbase.txid, index: 0), scriptSig: Script([0x6a]))
            ],
            outputs: [TransactionOutput(value: .coin, scriptPubKey: roomyScript)])
        for _ in 0..<2 {
            #expect(
                try await manager.submit(bad).rejection?.reason.hasPrefix("mempool-script-verify") == true)
            #expect(await !manager.knowsScripts(of: bad))
        }
        let block = try await manager.block(after: tip.hash, [bad], value: .zero, tag: 0x52)
        await #expect(throws: (any Error).self) { try await manager.test(block, checkProofOfWork: false) }
        #expect(await !manager.knowsScripts(of: bad))
        try await manager.close()
    }

    @Test func replacesForAHigherFeeOnly() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let coinbase = try await manager.coinbase(atHeight: 1)
        let old = payment(coinbase, fee: 1000)
        let child = payment(old, fee: 5000)
        #expect(try await manager.verdicts([old, child]) == [nil, nil])
        let events = manager.events.subscribe(to: .mempool)
        #expect(
            try await manager.verdicts([payment(coinbase, fee: 5999, outputs: 3)]) == ["insufficient fee"])
        let new = payment(coinbase, fee: 10_000)
        let result = try await manager.submit(new)
        #expect(Set(result.replaced.map(\.txid)) == [old.txid, child.txid])
        #expect(await manager.mempoolIDs == [new.txid])
        try await manager.close()
        var told: [String] = []
        for await event in events {
            switch event {
            case .transactionRemoved(let removal): told.append("-\(removal.reason.rawValue)")
            case .transactionAdded(let addition):
                told.append("+")
                #expect(addition.entry.transaction.txid == new.txid)
            default: break
            }
        }
        #expect(told == ["-replaced", "-replaced", "+"])
    }

    @Test func packagePaysForItsParent() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let parent = payment(try await manager.coinbase(atHeight: 1), fee: 0)
        let child = payment(parent, fee: 10_000)
        #expect(try await manager.verdicts([parent]) == ["min relay fee not met"])
        let poor = try await manager.submit(package: [parent, payment(parent, fee: 1)])
        #expect(poor.problem != nil)
        #expect(await manager.mempool.count == 0)
        let result = try await manager.submit(package: [parent, child])
        #expect(result.problem == nil)
        #expect(result.results[parent.wtxid]?.effectiveTransactions == [parent.wtxid, child.wtxid])
        #expect(await manager.mempoolIDs == [parent.txid, child.txid])
        try await manager.close()
    }

    @Test func packageOfTwoReplacesTogether() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let coinbase = try await manager.coinbase(atHeight: 1)
        let old = payment(coinbase, fee: 2000)
        #expect(try await manager.verdicts([old]) == [nil])
        let parent = payment(coinbase, fee: 1000, outputs: 1)
        #expect(try await manager.verdicts([parent]) == ["insufficient fee"])
        let child = payment(parent, fee: 20_000)
        let result = try await manager.submit(package: [parent, child])
        #expect(result.problem == nil)
        #expect(result.results[parent.wtxid]?.replaced.map(\.txid) == [old.txid])
        #expect(await manager.mempoolIDs == [parent.txid, child.txid])
        try await manager.close()
    }

    @Test func fullMempoolEvictsTheWorst() async throws {
        let fixture = ChainFixture.forMempool { $0.maximumBytes = 40_000 }
        let manager = try await fixture.open()
        try await manager.generate(101)
        let source = payment(try await manager.coinbase(atHeight: 1), outputs: 80)
        let block = try await manager.block(
            after: try #require(await manager.tip?.hash), [source], value: .zero)
        try await manager.accept(block)
        let payments = (0..<80).map { payment(source, UInt32($0), fee: 1000 + Int64($0) * 100) }
        for payment in payments { _ = try await manager.submit(payment) }
        let mempool = await manager.mempool
        #expect(mempool.memoryUsage <= 40_000)
        #expect(mempool.count > 10 && mempool.count < 80)
        #expect(mempool.contains(payments[79].txid))
        #expect(!mempool.contains(payments[0].txid))
        let minimum = await manager.minimumMempoolRate
        #expect(minimum > FeeRate(satoshisPerKilobyte: 1000))
        #expect(try await manager.verdicts([payments[0]]) == ["mempool min fee not met"])
        try await manager.close()
    }
}
