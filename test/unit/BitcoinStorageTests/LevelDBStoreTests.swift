import BitcoinTesting
import Testing

@testable import BitcoinStorage

@Suite struct LevelDBStoreTests {
    let directory = TemporaryDirectory()

    private func open(obfuscate: Bool = false, wipe: Bool = false) throws -> LevelDBStore {
        try LevelDBStore(
            path: directory.file("db"),
            options: LevelDBOptions(cacheBytes: 1 << 20, obfuscate: obfuscate, wipe: wipe))
    }

    @Test func keepsValuesAcrossReopening() throws {
        do {
            let store = try open()
            try store.put([1], [10, 20], sync: true)
            try store.put([2], [])
        }
        let store = try open()
        #expect(try store.get([1]) == [10, 20])
        #expect(try store.get([2]) == [])
        #expect(try store.get([3]) == nil)
        #expect(try store.contains([2]))
        #expect(try !store.contains([3]))
    }

    @Test func writesBatchesAsAWhole() throws {
        let store = try open()
        try store.put([9], [9])
        let batch = store.makeBatch()
        batch.put([1], [1])
        batch.put([2], [2])
        batch.delete([9])
        #expect(batch.count == 3)
        #expect(try store.get([1]) == nil)
        try store.write(batch)
        #expect(try store.get([1]) == [1])
        #expect(try store.get([9]) == nil)
    }

    @Test func walksOnlyKeysWithThePrefixInOrder() throws {
        let store = try open()
        for key in [[2, 5], [1], [2], [2, 1], [3]] as [[UInt8]] { try store.put(key, key) }
        let cursor = store.cursor(prefix: [2])
        var keys: [[UInt8]] = []
        while let (key, value) = try cursor.next() {
            #expect(key == value)
            keys.append(key)
        }
        #expect(keys == [[2], [2, 1], [2, 5]])
    }

    @Test func cursorSeesTheStateAtItsBeginning() throws {
        let store = try open()
        try store.put([1], [1])
        let cursor = store.cursor()
        try store.put([2], [2])
        #expect(try cursor.next()?.key == [1])
        #expect(try cursor.next() == nil)
    }

    @Test func cursorKeepsTheDatabaseOpen() throws {
        var store: LevelDBStore? = try open()
        try store?.put([1], [7])
        let cursor = try #require(store?.cursor())
        store = nil
        #expect(try cursor.next()?.value == [7])
    }

    @Test func obfuscatesNewDatabasesAndKeepsTheKey() throws {
        let key: Obfuscation
        do {
            let store = try open(obfuscate: true)
            key = store.obfuscation
            #expect(!key.isNone)
            try store.put([1], Array("some text that is long enough".utf8))
        }
        let store = try open()
        #expect(store.obfuscation == key)
        #expect(try store.get([1]) == Array("some text that is long enough".utf8))
    }

    @Test func doesNotObfuscateWhatHoldsPlainValues() throws {
        do { try open().put([1], [1, 2, 3]) }
        let store = try open(obfuscate: true)
        #expect(store.obfuscation.isNone)
        #expect(try store.get([1]) == [1, 2, 3])
    }

    @Test func wipesOnRequest() throws {
        do { try open().put([1], [1]) }
        #expect(try open(wipe: true).isEmpty)
    }

    @Test func refusesASecondHandle() throws {
        let store = try open()
        let path = store.path
        #expect(throws: LevelDBError.locked(path: path)) { _ = try open() }
        withExtendedLifetime(store) {}
    }

    @Test func namesADamagedDatabase() throws {
        do {
            let store = try open()
            for index in 0..<200 { try store.put([UInt8(index)], [UInt8](repeating: 7, count: 500)) }
        }
        let manifest = try TestData.output(of: "ls \(directory.file("db"))/MANIFEST-*")
        let path = String(decoding: manifest.dropLast(), as: UTF8.self)
        let file = try FileHandle(path, mode: .update)
        try file.write([0xff, 0xff, 0xff], at: 4)
        #expect {
            _ = try open()
        } throws: { error in
            guard let error = error as? LevelDBError, case .corruption = error else { return false }
            return error.description.contains(directory.file("db"))
                && error.description.contains("-reindex")
        }
    }
}
