import BitcoinInterfaces
import BitcoinPrimitives
import Testing

@Suite("Contract of Chain", .timeLimit(.minutes(1)))
struct ChainContractTests {
    private func withChain(
        _ place: Place, _ test: (any Chain, SampleChain) async throws -> Void
    ) async throws {
        let sample = SampleNode()
        try await place.withNode(sample) { node async throws in
            try await test(try #require(try await node.makeChain()), sample.chain)
        }
    }

    @Test(arguments: Place.allCases)
    func knowsItsBlocks(_ place: Place) async throws {
        try await withChain(place) { chain, _ async throws in
            #expect(try await chain.getTip() == BlockRef(hash: Sample.blockHash(2), height: 2))
            #expect(try await chain.getBlockHash(height: 1) == Sample.blockHash(1))
            #expect(try await chain.getBlockHash(height: 3) == nil)
            #expect(try await chain.getBlockHash(height: -1) == nil)
            #expect(try await chain.isInitialBlockDownload())
            let fork = try await chain.findLocatorFork(
                BlockLocator(hashes: [Sample.blockHash(9), Sample.blockHash(0)]))
            #expect(fork == BlockRef(hash: Sample.blockHash(0), height: 0))
            #expect(try await chain.findLocatorFork(BlockLocator(hashes: [])) == nil)
        }
    }

    @Test(arguments: Place.allCases)
    func findsBlocksWithAndWithoutTheirData(_ place: Place) async throws {
        try await withChain(place) { chain, _ async throws in
            let found = try #require(try await chain.findBlock(Sample.blockHash(1), includeData: true))
            #expect(found.hash == Sample.blockHash(1) && found.height == 1 && found.isInActiveChain)
            #expect(found.timeSeconds == 1_700_000_000 && found.maximumTimeSeconds == 1_700_000_001)
            #expect(found.medianTimePastSeconds == -1)
            #expect(found.data == Sample.block(1))
            #expect(try await chain.findBlock(Sample.blockHash(1), includeData: false)?.data == nil)
            #expect(try await chain.findBlock(Sample.blockHash(8), includeData: false) == nil)
        }
    }

    @Test(arguments: Place.allCases)
    func givesRunsOfBlocks(_ place: Place) async throws {
        try await withChain(place) { chain, sample async throws in
            let blocks = try await chain.getBlocks(from: 7, maximumCount: 3)
            #expect(blocks.map(\.hash) == [7, 8, 9].map(Sample.blockHash))
            #expect(blocks.map(\.maximumTimeSeconds) == [.max, .max - 1, .max - 2])
            #expect(blocks.map(\.data) == [Sample.block(0).serialized, [], Sample.block(2).serialized])
            #expect(try await chain.getBlocks(from: 7, maximumCount: 0) == [])
        }
    }

    @Test(arguments: Place.allCases)
    func broadcastsByTheMethodThatWasAskedFor(_ place: Place) async throws {
        try await withChain(place) { chain, sample async throws in
            for method in TransactionBroadcast.allCases {
                let verdict = try await chain.broadcastTransaction(
                    Sample.transaction(1), maximumFee: .coin, method: method)
                #expect(
                    verdict == BroadcastVerdict(accepted: false, reason: "min relay fee not met, 0 < 100"))
            }
            let broadcasts = sample.asked.withLock { $0.broadcasts }
            #expect(broadcasts.map(\.method) == TransactionBroadcast.allCases)
            #expect(
                broadcasts.allSatisfy { $0.transaction == Sample.transaction(1) && $0.maximumFee == .coin })
        }
    }

    @Test(arguments: Place.allCases)
    func estimatesFees(_ place: Place) async throws {
        try await withChain(place) { chain, _ async throws in
            let known = try await chain.estimateSmartFee(confirmationTarget: 6, conservative: true)
            #expect(known == FeeEstimate(feeRate: FeeRate(satoshisPerKilobyte: 1234), confirmationTarget: 6))
            let unknown = try await chain.estimateSmartFee(confirmationTarget: 1, conservative: false)
            #expect(unknown == FeeEstimate(feeRate: nil, confirmationTarget: 2))
            let fees = try await chain.relayFees()
            #expect(
                fees.mempoolMinimum.satoshisPerKilobyte == 1 && fees.relayMinimum.satoshisPerKilobyte == 2)
            #expect(fees.incremental.satoshisPerKilobyte == 3 && fees.dust.satoshisPerKilobyte == 4)
        }
    }

    @Test(arguments: Place.allCases)
    func notificationsComeInOrderOneAtATime(_ place: Place) async throws {
        let recorder = NotificationRecorder(pause: .milliseconds(2))
        try await withChain(place) { chain, sample async throws in
            let locator = BlockLocator(hashes: [Sample.blockHash(0)])
            let handler = try await chain.handleNotifications(recorder, since: locator)
            #expect(sample.asked.withLock { $0.locators } == [locator])
            try await chain.waitForNotifications()
            try await handler.disconnect()
            #expect(sample.handler.disconnections.withLock { $0 } == 1)
        }
        let transaction = Sample.transaction(7)
        let removals = MempoolRemovalReason.allCases.map { "removed \(transaction.txid): \($0)" }
        let connections = (UInt8(0)...2).map { "connected \(Sample.blockHash($0)) at \($0), 4294967295" }
        let news = [
            "connected a run of 2", "tip \(Sample.blockHash(2)) at 2", "flushed 2",
            "added \(transaction.wtxid)",
        ]
        let disconnection = "disconnected \(Sample.blockHash(2))"
        #expect(await recorder.events == connections + news + removals + [disconnection])
        #expect(await recorder.runs == [SampleChain.run])
        #expect(await recorder.blocks == [Sample.block(0), nil, Sample.block(2)])
        #expect(await recorder.previous == [nil, Sample.blockHash(0), Sample.blockHash(1)])
        #expect(await recorder.mostAtOnce == 1)
    }

    @Test(arguments: Place.allCases)
    func newsCanBeginAtTheTip(_ place: Place) async throws {
        try await withChain(place) { chain, sample async throws in
            _ = try await chain.handleNotifications(NotificationRecorder(), since: nil)
            #expect(sample.asked.withLock { $0.locators } == [nil])
        }
    }

    @Test(arguments: Place.allCases)
    func findsWhereAScanIsToBegin(_ place: Place) async throws {
        try await withChain(place) { chain, _ async throws in
            let locator = try await chain.getLocator(Sample.blockHash(1))
            #expect(locator == BlockLocator(hashes: [Sample.blockHash(1), Sample.blockHash(0)]))
            #expect(try await chain.getLocator(Sample.blockHash(8)) == nil)
            let first = try await chain.findFirstBlock(timeSeconds: 999, minimumHeight: 2)
            #expect(first == BlockRef(hash: Sample.blockHash(2), height: 2))
            #expect(try await chain.findFirstBlock(timeSeconds: 1000, minimumHeight: 0) == nil)
            #expect(
                try await chain.findMatchingBlocks(from: 3, to: 5, scripts: [Script([0x51])]) == [3, 4, 5])
            #expect(try await chain.findMatchingBlocks(from: 3, to: 5, scripts: []) == nil)
            for (number, cause) in MissingBlockCause.allCases.enumerated() {
                let missing = try await chain.findMissingBlock(from: Int32(number), to: .max)
                #expect(missing == MissingBlock(height: .max, cause: cause))
            }
            #expect(try await chain.findMissingBlock(from: 3, to: 9) == nil)
            #expect(try await chain.guessVerificationProgress(Sample.blockHash(2)) == 0.25)
        }
    }

    @Test(arguments: Place.allCases)
    func tellsOfCoinsAndTheirRelations(_ place: Place) async throws {
        try await withChain(place) { chain, _ async throws in
            let txid = Sample.transaction(7).txid
            let coins = (UInt32(0)...2).map { OutPoint(txid: txid, index: $0) }
            let output = Sample.transaction(7).outputs.first
            #expect(try await chain.findCoins(coins) == [output, nil, output])
            let relations = try await chain.getMempoolRelations([txid, .zero])
            #expect(relations == [SampleChain.relations, MempoolRelations()])
            #expect(!relations[1].isPresent)
            let rate = FeeRate(satoshisPerKilobyte: 10)
            let fees = try await chain.calculateBumpFees(coins, feeRate: rate)
            #expect(fees == [.zero, Amount(satoshis: 10), Amount(satoshis: 20)])
            #expect(
                try await chain.calculateCombinedBumpFee(coins, feeRate: rate) == Amount(satoshis: 30))
            #expect(
                try await chain.checkChainLimits(Sample.transaction(7))
                    == "too many unconfirmed transactions in cluster")
            #expect(try await chain.checkChainLimits(Sample.transaction(8)) == nil)
            let limits = PackageLimits(ancestorCount: 25, descendantCount: 24)
            #expect(try await chain.getPackageLimits() == limits)
        }
    }

    @Test(arguments: Place.allCases)
    func tellsTheMempoolAgain(_ place: Place) async throws {
        let recorder = NotificationRecorder()
        try await withChain(place) { chain, _ async throws in
            try await chain.requestMempoolTransactions(recorder)
        }
        #expect(await recorder.events == ["reset", "added \(Sample.transaction(7).wtxid)"])
    }

    @Test(arguments: Place.allCases)
    func passesOnWhatTheUserIsToBeToldOf(_ place: Place) async throws {
        try await withChain(place) { chain, sample async throws in
            let block = BlockRef(hash: Sample.blockHash(1), height: 1)
            let notices = [nil, block].map {
                WalletNotice(txid: Sample.transaction(7).txid, wallet: "a 'b'", block: $0)
            }
            for notice in notices { try await chain.notifyUser(of: notice) }
            #expect(sample.asked.withLock { $0.notices } == notices)
        }
    }

    @Test(arguments: Place.allCases)
    func remembersWhichWalletsAreLoaded(_ place: Place) async throws {
        try await withChain(place) { chain, _ async throws in
            #expect(try await chain.getLoadedWallets() == nil)
            try await chain.setLoadedWallets([])
            #expect(try await chain.getLoadedWallets() == [])
            try await chain.setLoadedWallets(["", "a/b"])
            #expect(try await chain.getLoadedWallets() == ["", "a/b"])
            #expect(try await chain.setLoadOnStartup(wallet: "kept", loads: true))
            #expect(try await !chain.setLoadOnStartup(wallet: "kept", loads: false))
        }
    }
}
