import BitcoinInterfaces
import BitcoinPrimitives
import Testing

@testable import BitcoinIPC

@Suite("Contracts of Mining and BlockTemplate", .timeLimit(.minutes(1)))
struct MiningContractTests {
    private func withMining(
        _ place: Place, _ mining: SampleMining = SampleMining(), _ test: (any Mining) async throws -> Void
    ) async throws {
        try await place.withNode(SampleNode(mining: mining)) { node async throws in
            try await test(try #require(try await node.makeMining()))
        }
    }

    private func withTemplate(
        _ place: Place, _ test: (any BlockTemplate, SampleTemplate) async throws -> Void
    ) async throws {
        let sample = SampleMining()
        try await withMining(place, sample) { mining async throws in
            let template = try #require(try await mining.createNewBlock(options: .init(), cooldown: true))
            try await test(template, sample.template)
        }
    }

    @Test(arguments: Place.allCases)
    func tellsItsState(_ place: Place) async throws {
        try await withMining(place) { mining async throws in
            #expect(try await mining.isTestChain())
            #expect(try await !mining.isInitialBlockDownload())
            #expect(try await mining.getTip() == BlockRef(hash: Sample.blockHash(1), height: 840_000))
        }
    }

    @Test(arguments: Place.allCases)
    func hasNoTipBeforeTheFirstBlock(_ place: Place) async throws {
        try await withMining(place, SampleMining(tip: nil)) { mining async throws in
            #expect(try await mining.getTip() == nil)
            #expect(try await mining.waitTipChanged(currentTip: Sample.blockHash(1), timeout: .never) == nil)
        }
    }

    @Test(arguments: Place.allCases)
    func waitsWithTheTimeoutThatWasAskedFor(_ place: Place) async throws {
        let sample = SampleMining()
        let timeouts: [Timeout] = [
            .never, .after(.milliseconds(1500)), .after(.zero), .after(.seconds(86_400)),
        ]
        try await withMining(place, sample) { mining async throws in
            for timeout in timeouts {
                let tip = try await mining.waitTipChanged(currentTip: Sample.blockHash(9), timeout: timeout)
                #expect(tip == BlockRef(hash: Sample.blockHash(1), height: 840_000))
            }
        }
        #expect(sample.asked.withLock { $0.timeouts } == timeouts)
        #expect(sample.asked.withLock { $0.tips } == Array(repeating: Sample.blockHash(9), count: 4))
    }

    @Test(arguments: Place.allCases)
    func createsBlocksWithTheOptionsThatWereAskedFor(_ place: Place) async throws {
        let sample = SampleMining()
        let options = [
            BlockCreateOptions(),
            BlockCreateOptions(
                useMempool: false, blockReservedWeight: .max, coinbaseOutputMaxAdditionalSigops: 0),
        ]
        try await withMining(place, sample) { mining async throws in
            #expect(try await mining.createNewBlock(options: options[0], cooldown: true) != nil)
            #expect(try await mining.createNewBlock(options: options[1], cooldown: false) != nil)
        }
        #expect(sample.asked.withLock { $0.options } == options)
        #expect(sample.asked.withLock { $0.cooldowns } == [true, false])
    }

    @Test(arguments: Place.allCases)
    func refusesOptionsWithTheReason(_ place: Place) async throws {
        try await withMining(place) { mining async throws in
            let error = await #expect(throws: (any Error).self) {
                try await mining.createNewBlock(options: .init(blockReservedWeight: 0), cooldown: true)
            }
            #expect(userText(error) == "block_reserved_weight (0) must be at least 2000 weight units")
        }
    }

    @Test(arguments: Place.allCases)
    func interruptedCreationGivesNoTemplate(_ place: Place) async throws {
        let sample = SampleMining(hasTemplates: false)
        try await withMining(place, sample) { mining async throws in
            try await mining.interrupt()
            #expect(try await mining.createNewBlock(options: .init(), cooldown: true) == nil)
        }
        #expect(sample.asked.withLock { $0.interrupts } == 1)
    }

    @Test(arguments: Place.allCases)
    func judgesBlocks(_ place: Place) async throws {
        let sample = SampleMining()
        try await withMining(place, sample) { mining async throws in
            let verdict = try await mining.checkBlock(
                Sample.block(5), options: .init(checkMerkleRoot: true, checkPow: false))
            #expect(
                verdict == BlockVerdict(reason: "high-hash", debug: "proof of work failed", accepted: false))
            #expect(try await mining.submitBlock(Sample.block(6)) == .accepted)
        }
        #expect(sample.asked.withLock { $0.blocks } == [Sample.block(5), Sample.block(6)])
        #expect(sample.asked.withLock { $0.checks } == [.init(checkMerkleRoot: true, checkPow: false)])
    }

    @Test(arguments: Place.allCases)
    func transactionsThatAreNotThereAreNil(_ place: Place) async throws {
        try await withMining(place) { mining async throws in
            let expected = [Sample.transaction(4), nil, Sample.transaction(5)]
            #expect(
                try await mining.getTransactionsByTxID([Sample.txid(4), Sample.txid(0), Sample.txid(5)])
                    == expected)
            #expect(
                try await mining.getTransactionsByWitnessID([
                    Sample.wtxid(4), Sample.wtxid(0), Sample.wtxid(5),
                ])
                    == expected)
            #expect(try await mining.getTransactionsByTxID([]) == [])
        }
    }

    @Test(arguments: Place.allCases)
    func templateShowsItsBlock(_ place: Place) async throws {
        try await withTemplate(place) { template, _ async throws in
            #expect(try await template.getBlockHeader() == Sample.header(3))
            #expect(try await template.getBlock() == Sample.block(3))
            #expect(
                try await template.getTxFees() == [Amount(satoshis: 1), Amount(satoshis: -1), .maximum])
            #expect(try await template.getTxSigops() == [4, 0, .max])
            #expect(try await template.getCoinbaseMerklePath() == [Sample.hash(1), Sample.hash(2)])
            let expected = try await SampleTemplate().getCoinbaseTx()
            #expect(try await template.getCoinbaseTx() == expected)
        }
    }

    @Test(arguments: Place.allCases)
    func templateTakesSolutions(_ place: Place) async throws {
        try await withTemplate(place) { template, sample async throws in
            let verdict = try await template.submitSolution(
                version: 0x2000_0000, timestamp: .max, nonce: 7, coinbase: Sample.transaction(8))
            #expect(verdict == .accepted)
            let solution = try #require(sample.asked.withLock { $0.solution })
            #expect(solution.version == 0x2000_0000 && solution.timestamp == .max && solution.nonce == 7)
            #expect(solution.coinbase == Sample.transaction(8))
            let missing = try await template.submitSolution(version: 1, timestamp: 2, nonce: 3, coinbase: nil)
            #expect(!missing.accepted)
            let error = await #expect(throws: (any Error).self) {
                try await template.submitSolutionOld7(
                    version: 1, timestamp: 2, nonce: 3, coinbase: Sample.transaction(8))
            }
            #expect(userText(error) == "Old submitSolution (@7) not supported. Please update your client!")
        }
    }

    @Test(arguments: Place.allCases)
    func templateWaitsForABetterOne(_ place: Place) async throws {
        try await withTemplate(place) { template, sample async throws in
            let next = try #require(try await template.waitNext(options: .init()))
            #expect(try await next.getBlockHeader() == Sample.header(3))
            let options = BlockWaitOptions(
                timeout: .after(.milliseconds(250)), feeThreshold: Amount(satoshis: 1))
            #expect(try await template.waitNext(options: options) == nil)
            try await template.interruptWait()
            #expect(sample.asked.withLock { $0.waits } == [.init(), options])
            #expect(sample.asked.withLock { $0.interrupts } == 1)
        }
    }

    /// The text is the one that clients of Bitcoin Core look for.
    @Test(arguments: [[], [0], Array(Sample.block(1).serialized.dropLast(15))] as [[UInt8]])
    func malformedBlocksAreRefusedByName(_ bytes: [UInt8]) async throws {
        try await SocketPair.connect(serving: MiningServer(SampleMining())) { capability async throws in
            let error = await #expect(throws: (any Error).self) {
                try await capability.call(MiningInterface.submitBlock, params: { try $0.setData(1, bytes) })
            }
            #expect(userText(error).hasPrefix("SpanReader::read(): end of data:"))
        }
    }

    @Test func hashesOfAnotherLengthAreRefused() async throws {
        try await SocketPair.connect(serving: MiningServer(SampleMining())) { capability async throws in
            let error = await #expect(throws: (any Error).self) {
                try await capability.call(
                    MiningInterface.waitTipChanged,
                    params: { try $0.setData(1, [UInt8](repeating: 1, count: 31)) })
            }
            #expect(userText(error) == "A hash has 32 bytes, not 31")
        }
    }

    @Test func destroyedTemplateCannotBeUsed() async throws {
        try await withTemplate(.remote) { template, _ async throws in
            let client = try #require(template as? BlockTemplateClient)
            try await client.destroy()
            try await client.destroy()
            let error = await #expect(throws: (any Error).self) { try await client.getBlock() }
            #expect(userText(error) == "The object was destroyed.")
        }
    }
}
