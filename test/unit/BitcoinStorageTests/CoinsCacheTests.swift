import BitcoinPrimitives
import BitcoinTesting
import Testing

@testable import BitcoinStorage

@Suite struct CoinsCacheTests {
    let directory = TemporaryDirectory()

    private struct Refused: Error {}

    private func cache() throws -> CoinsCache {
        try CoinsCache(
            database: CoinsDatabase(path: directory.file("chainstate"), options: LevelDBOptions()))
    }

    private func outPoint(_ number: UInt8) throws -> OutPoint {
        OutPoint(txid: try #require(Txid([UInt8](repeating: number, count: 32))), index: UInt32(number))
    }

    private func coin(_ height: UInt32) -> Coin {
        Coin(
            output: TransactionOutput(value: .coin, scriptPubKey: Script([0x51])), height: height,
            isCoinbase: false)
    }

    private func block(_ number: UInt8) throws -> BlockHash {
        try #require(BlockHash([UInt8](repeating: number, count: 32)))
    }

    @Test func spentCoinsAreGoneAfterAFlush() throws {
        do {
            let cache = try cache()
            try cache.add(outPoint(1), coin(1), mayOverwrite: false)
            try cache.add(outPoint(2), coin(2), mayOverwrite: false)
            cache.setBestBlock(try block(9))
            try cache.flush(empty: false)
            #expect(cache.dirtyCount == 0)
            #expect(try cache.spend(outPoint(1)) == coin(1))
            #expect(try cache.spend(outPoint(1)) == nil)
            #expect(cache.dirtyCount == 1)
            try cache.flush(empty: true)
            #expect(cache.count == 0)
        }
        let cache = try cache()
        #expect(cache.bestBlock == (try block(9)))
        #expect(try cache.coin(outPoint(1)) == nil)
        #expect(try cache.coin(outPoint(2)) == coin(2))
    }

    @Test func forgetsWhatTheDatabaseNeverHad() throws {
        let cache = try cache()
        try cache.add(outPoint(1), coin(1), mayOverwrite: false)
        #expect(try cache.spend(outPoint(1)) == coin(1))
        #expect(cache.count == 0 && cache.dirtyCount == 0)
    }

    @Test func rememberSpendingOfWhatMayBeInTheDatabase() throws {
        let cache = try cache()
        try cache.add(outPoint(1), coin(1), mayOverwrite: true)
        #expect(try cache.spend(outPoint(1)) == coin(1))
        #expect(cache.count == 1 && cache.dirtyCount == 1)
    }

    @Test func aCoinSpentAndMadeAnewIsNotFresh() throws {
        let cache = try cache()
        try cache.add(outPoint(1), coin(1), mayOverwrite: false)
        cache.setBestBlock(try block(1))
        try cache.flush(empty: false)
        #expect(try cache.spend(outPoint(1)) != nil)
        try cache.add(outPoint(1), coin(2), mayOverwrite: false)
        #expect(try cache.spend(outPoint(1)) == coin(2))
        try cache.flush(empty: true)
        #expect(try cache.coin(outPoint(1)) == nil, "the deletion must reach the database")
    }

    @Test func refusesToOverwriteACoin() throws {
        let cache = try cache()
        try cache.add(outPoint(1), coin(1), mayOverwrite: false)
        #expect(throws: CoinsCache.Inconsistency.self) {
            try cache.add(outPoint(1), coin(2), mayOverwrite: false)
        }
    }

    @Test func takesAFailedTransactionBack() throws {
        let cache = try cache()
        try cache.add(outPoint(1), coin(1), mayOverwrite: false)
        try cache.add(outPoint(2), coin(2), mayOverwrite: false)
        cache.setBestBlock(try block(1))
        try cache.flush(empty: false)
        try cache.add(outPoint(3), coin(3), mayOverwrite: false)
        let usage = cache.dirtyCount
        #expect(throws: Refused.self) {
            try cache.transaction {
                _ = try cache.spend(outPoint(1))
                _ = try cache.spend(outPoint(3))
                try cache.add(outPoint(1), coin(9), mayOverwrite: false)
                try cache.add(outPoint(4), coin(4), mayOverwrite: false)
                _ = try cache.spend(outPoint(4))
                cache.setBestBlock(try block(2))
                throw Refused()
            }
        }
        #expect(cache.dirtyCount == usage)
        #expect(cache.bestBlock == (try block(1)))
        for number in 1...3 as ClosedRange<UInt8> {
            #expect(try cache.coin(outPoint(number)) == coin(UInt32(number)))
        }
        #expect(try cache.coin(outPoint(4)) == nil)
    }

    @Test func aTrialLeavesNoTrace() throws {
        let cache = try cache()
        try cache.add(outPoint(1), coin(1), mayOverwrite: false)
        let found = try cache.trial { try cache.spend(outPoint(1)) }
        #expect(found == coin(1))
        #expect(try cache.coin(outPoint(1)) == coin(1))
    }

    @Test func closedCacheSaysSo() throws {
        let cache = try cache()
        cache.close()
        #expect(throws: LevelDBError.closed(path: directory.file("chainstate"))) {
            try cache.coin(outPoint(1))
        }
    }

    @Test func randomChangesEndAsInAPlainDictionary() throws {
        var random = SystemRandomNumberGenerator()
        let cache = try cache()
        var model: [OutPoint: Coin] = [:]
        for step in 0..<3000 {
            let outPoint = try outPoint(UInt8.random(in: 0..<40, using: &random))
            if let coin = model.removeValue(forKey: outPoint) {
                #expect(try cache.spend(outPoint) == coin)
            } else {
                let coin = coin(UInt32(step))
                model[outPoint] = coin
                try cache.add(outPoint, coin, mayOverwrite: Bool.random(using: &random))
            }
            if step % 97 == 0 {
                cache.setBestBlock(try block(UInt8(step % 200 + 1)))
                try cache.flush(empty: Bool.random(using: &random))
            }
        }
        for number in 0..<40 as Range<UInt8> {
            let outPoint = try outPoint(number)
            #expect(try cache.coin(outPoint) == model[outPoint])
        }
    }
}
