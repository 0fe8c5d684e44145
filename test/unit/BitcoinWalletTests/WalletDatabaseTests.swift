import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinWallet

@Suite struct WalletDatabaseTests {
    private static let regtest: [UInt8] = [0xfa, 0xbf, 0xb5, 0xda]
    private let folder = TemporaryDirectory()

    private func open(_ name: String = "wallet.dat") throws -> WalletDatabase {
        try WalletDatabase(path: folder.file(name), .init(magic: Self.regtest, isUnsafe: true))
    }

    private func records(_ database: WalletDatabase) throws -> [[UInt8]: [UInt8]] {
        var records: [[UInt8]: [UInt8]] = [:]
        try database.visit { records[$0] = $1 }
        return records
    }

    @Test func keepsRecordsWhenClosed() throws {
        let first = try open()
        try first.write([1, 2, 3], for: [0])
        try first.write([], for: [1])
        first.close()
        let second = try open()
        #expect(try second.value(of: [0]) == [1, 2, 3])
        #expect(try second.value(of: [1]) == [])
        #expect(try second.value(of: [2]) == nil)
    }

    /// A command may still be at work when its wallet is closed.
    @Test func whatComesAfterTheEndIsAnError() throws {
        let database = try open()
        try database.write([1], for: [7])
        database.close()
        #expect(throws: SQLiteError.closed) { try database.value(of: [7]) }
        #expect(throws: SQLiteError.closed) { try database.write([2], for: [7]) }
        #expect(throws: SQLiteError.closed) { try database.visit { _, _ in } }
        #expect(throws: SQLiteError.closed) { try database.transaction { try database.erase([7]) } }
        #expect(throws: SQLiteError.closed) { try database.backup(to: folder.file("copy.dat")) }
        #expect(throws: SQLiteError.closed) { try database.rewrite() }
        #expect(try open().value(of: [7]) == [1])
    }

    @Test func insertsAKeyOnlyOnce() throws {
        let database = try open()
        try database.insert([1], for: [7])
        #expect(throws: SQLiteError.self) { try database.insert([2], for: [7]) }
        #expect(try database.value(of: [7]) == [1])
    }

    @Test func findsKeysByTheirBeginning() throws {
        let database = try open()
        for key: [UInt8] in [[1], [1, 255], [1, 255, 255], [2], [255, 1], [255]] {
            try database.write([], for: key)
        }
        var found: [[UInt8]] = []
        try database.visit(prefix: [1, 255]) { key, _ in found.append(key) }
        #expect(found == [[1, 255], [1, 255, 255]])
        found = []
        try database.visit(prefix: [255]) { key, _ in found.append(key) }
        #expect(found == [[255], [255, 1]])
        try database.erase(prefix: [1])
        #expect(try records(database).count == 3)
    }

    @Test func takesBackATransactionThatFails() throws {
        struct Stop: Error {}
        let database = try open()
        try database.write([1], for: [1])
        #expect(throws: Stop.self) {
            try database.transaction {
                try database.write([2], for: [1])
                try database.transaction { try database.write([2], for: [2]) }
                throw Stop()
            }
        }
        #expect(try records(database) == [[1]: [1]])
    }

    @Test func letsNobodyElseOpenTheFile() throws {
        let database = try open()
        #expect(
            throws: SQLiteError(
                "Unable to obtain an exclusive lock on the database, is it being used by another instance of "
                    + "\(ClientVersion.clientName)?\n")
        ) { _ = try open() }
        database.close()
        _ = try open()
    }

    @Test func refusesAWalletOfAnotherNetwork() throws {
        try open().close()
        let database = try WalletDatabase(
            path: folder.file("wallet.dat"), .init(magic: [0xf9, 0xbe, 0xb4, 0xd9], isUnsafe: true))
        #expect(
            throws: SQLiteError("Unexpected application id. Expected 4190024921, got 4206867930")
        ) { try database.verify() }
    }

    @Test func copiesItself() throws {
        let database = try open()
        try database.write([5], for: [6])
        try database.backup(to: folder.file("copy.dat"))
        #expect(try records(try open("copy.dat")) == [[6]: [5]])
    }

    // MARK: A wallet that Bitcoin Core made

    private func coreWallet() throws -> WalletDatabase {
        let bytes = try TestData.read("wallets/core-26.0-sqlite-descriptor-regtest-105tx.dat.xz")
        try FileContents.write(bytes, to: folder.file("core.dat"))
        return try open("core.dat")
    }

    @Test(.enabled(if: TestData.isAvailable, "there is no test data"))
    func readsAWalletOfCore() throws {
        let database = try coreWallet()
        try database.verify()
        let contents = try WalletContents(reading: database)
        #expect(contents.transactions.count == 105)
        #expect(contents.descriptors.count == 8)
        #expect(contents.activeExternal.count == 4)
        #expect(contents.activeInternal.count == 4)
        #expect(contents.flags == [.descriptors])
        #expect(contents.descriptors.values.allSatisfy { $0.keys.count == 1 })
        #expect(contents.bestBlock?.hashes.isEmpty == false)
    }

    /// Until version 26 transactions said in three more places, which all current programs ignore and leave zero,
    /// where they came from: 4 bytes before the time and the last two.
    private func withoutObsoleteFields(_ value: [UInt8]) -> [UInt8] {
        var value = value
        for index in Array(value.count - 10..<value.count - 6) + [value.count - 2, value.count - 1] {
            value[index] = 0
        }
        return value
    }

    /// Every record that is understood is written back as it was, byte for byte.
    @Test(.enabled(if: TestData.isAvailable, "there is no test data"))
    func writesAWalletOfCoreBackAsItWas() throws {
        let core = try coreWallet()
        let contents = try WalletContents(reading: core)
        let copy = try open("copy.dat")
        try copy.transaction {
            for (id, descriptor) in contents.descriptors {
                try copy.write(descriptor.record, id: id)
                try copy.write(descriptor.cache, besides: DescriptorCache(), id: id)
                for key in descriptor.keys.values { try copy.write(key, id: id) }
            }
            for record in contents.transactions { try copy.write(record, variants: []) }
            for (type, id) in contents.activeExternal {
                try copy.writeActive(id, type: type, isInternal: false)
            }
            for (type, id) in contents.activeInternal {
                try copy.writeActive(id, type: type, isInternal: true)
            }
            for (address, label) in contents.labels { try copy.write(label: label, of: address) }
            for (address, purpose) in contents.purposes { try copy.write(purpose: purpose, of: address) }
            for coin in contents.lockedCoins { try copy.writeLocked(coin) }
            try copy.write(nextOrderPosition: contents.nextOrderPosition)
            if let flags = contents.flags { try copy.write(flags: flags) }
            if let place = contents.bestBlock { try copy.write(bestBlock: place) }
        }
        let written = try records(copy)
        // Which program wrote a locator stands before it; nobody reads that.
        let skipped: [RecordType] = [.version, .minimumVersion, .bestBlock, .bestBlockLocator]
        let skippedKeys = Set(skipped.map { RecordKey($0).bytes })
        for (key, value) in try records(core) where !skippedKeys.contains(key) {
            let isTransaction = key.starts(with: RecordKey(.transaction).bytes)
            let expected = isTransaction ? withoutObsoleteFields(value) : value
            #expect(written[key] == expected, "\(Hex.encode(key))")
        }
    }
}
