import BitcoinPrimitives
import BitcoinTesting
import Testing

@testable import BitcoinStorage

@Suite struct BlockFileStoreTests {
    let directory = TemporaryDirectory()

    private func open(
        useKey: Bool = true, fastPrune: Bool = false
    ) throws(StorageError) -> BlockFileStore {
        var options = BlockFileStore.Options(
            directory: directory.file("blocks"), magic: [0xfa, 0xbf, 0xb5, 0xda])
        options.useKey = useKey
        options.fastPrune = fastPrune
        return try BlockFileStore(options)
    }

    private func block(_ size: Int, _ value: UInt8 = 7) -> [UInt8] {
        [UInt8](repeating: value, count: size)
    }

    @Test func givesBackWhatWasStored() throws {
        let store = try open()
        let first = try store.append(block: block(300), height: 0, time: 10)
        let second = try store.append(block: block(100, 9), height: 1, time: 20)
        #expect(first == FlatFilePosition(file: 0, offset: 8))
        #expect(second == FlatFilePosition(file: 0, offset: 316))
        #expect(try store.files.readBlock(at: first) == block(300))
        #expect(try store.files.readBlock(at: second) == block(100, 9))
        #expect(try store.files.readBlock(at: second, part: 10..<20) == block(10, 9))
        #expect(try store.files.readBlock(at: second, part: 90..<101) == nil)
        #expect(store.infos[0].blockCount == 2)
        #expect(store.infos[0].size == 416)
        #expect(store.takeDirtyFiles().map(\.file) == [0])
        #expect(store.takeDirtyFiles().isEmpty)
    }

    @Test func takesSpaceInChunks() throws {
        let store = try open()
        _ = try store.append(block: block(100), height: 0, time: 0)
        let file = try FileHandle(store.files.blocks.path(of: 0), mode: .read)
        #expect(try file.size == 16 << 20)
        #expect(store.hasTakenSpace)
    }

    @Test func storesNothingInTheClear() throws {
        let store = try open()
        let text = Array("a sentence that somebody put into a transaction".utf8)
        let position = try store.append(block: text, height: 0, time: 0)
        let file = try FileHandle(store.files.blocks.path(of: 0), mode: .read)
        #expect(try file.read(at: position.offset, count: text.count) != text)
        #expect(try file.read(at: 0, count: 4) != store.files.magic)
    }

    @Test func keepsItsKeyAndRefusesToGoWithoutIt() throws {
        let key = try open().files.obfuscation
        #expect(!key.isNone)
        #expect(try open().files.obfuscation == key)
        #expect(
            throws: StorageError.keyInUse(path: directory.file("blocks/xor.dat"), key: key.hex)
        ) { try open(useKey: false) }
    }

    @Test func usesNoKeyInAFolderThatHasFiles() throws {
        try Directory.create(directory.file("blocks"))
        try FileHandle(directory.file("blocks/blk00000.dat"), mode: .create).write([1], at: 0)
        #expect(try open().files.obfuscation.isNone)
    }

    @Test func continuesInTheNextFileWhenOneIsFull() throws {
        let store = try open(fastPrune: true)
        for height in 0..<3 { _ = try store.append(block: block(30_000), height: height, time: 0) }
        #expect(store.lastFile == 1)
        #expect(store.infos.map(\.blockCount) == [2, 1])
        let file = try FileHandle(store.files.blocks.path(of: 0), mode: .read)
        #expect(try file.size == 60_016, "the full file loses the space that it did not need")
    }

    @Test func bindsUndoRecordsToTheirPlace() throws {
        let store = try open()
        let previous = try #require(BlockHash(value(1)))
        let offset = try store.append(undo: block(50), file: 0, height: 1, previous: previous)
        let position = FlatFilePosition(file: 0, offset: offset)
        #expect(try store.files.readUndo(at: position, previous: previous) == block(50))
        #expect(throws: StorageError.self) {
            try store.files.readUndo(at: position, previous: try #require(BlockHash(value(2))))
        }
        #expect(store.infos[0].undoSize == 90)
    }

    @Test func namesFileAndPlaceOfAFlippedByte() throws {
        let store = try open()
        let position = try store.append(block: block(100), height: 0, time: 0)
        let path = store.files.blocks.path(of: 0)
        try FileHandle(path, mode: .update).write([0], at: 1)
        #expect(
            throws: StorageError.damaged(path: path, position: 0, reason: "no record begins there")
        ) { try store.files.readBlock(at: position) }
    }

    @Test func namesFileAndPlaceOfACutOffRecord() throws {
        let store = try open()
        let position = try store.append(block: block(100), height: 0, time: 0)
        let path = store.files.blocks.path(of: 0)
        try FileHandle(path, mode: .update).truncate(to: 50)
        #expect(throws: StorageError.truncated(path: path, position: 8)) {
            try store.files.readBlock(at: position)
        }
    }

    @Test func refusesPositionsThatCannotHoldARecord() throws {
        let store = try open()
        _ = try store.append(block: block(100), height: 0, time: 0)
        #expect(throws: StorageError.self) {
            try store.files.readBlock(at: FlatFilePosition(file: 0, offset: 3))
        }
        #expect(throws: StorageError.self) {
            try store.files.readBlock(at: FlatFilePosition(file: 5, offset: 8))
        }
    }

    private func value(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    @Test func blocksFromASnapshotOnGoIntoFilesOfTheirOwn() throws {
        let store = try open(fastPrune: true)
        _ = try store.append(block: block(100), height: 5, time: 0)
        store.snapshotHeight = 100
        #expect(try store.append(block: block(100), height: 101, time: 0).file == 1)
        #expect(try store.append(block: block(100), height: 6, time: 0).file == 0)
        #expect(try store.append(undo: [1, 2, 3], file: 0, height: 6, previous: .zero) == 8)
        // When one is full, the next is one that nobody else has.
        #expect(try store.append(block: block(65_430), height: 7, time: 0).file == 2)
        #expect(try store.append(block: block(65_430), height: 102, time: 0).file == 3)
        // The next run goes on with them.
        let again = try open(fastPrune: true)
        again.snapshotHeight = 100
        again.restore(infos: store.infos)
        #expect(again.lastFile == 3)
        #expect(try again.append(block: block(50), height: 8, time: 0).file == 2)
        #expect(try again.append(block: block(50), height: 103, time: 0).file == 3)
    }

    @Test func anUndoFileStandsBesideEachBlockFile() throws {
        let store = try open()
        _ = try store.append(block: block(100), height: 0, time: 0)
        try store.flush()
        #expect(Directory.exists(store.files.undo.path(of: 0)))
    }
}

@Suite struct ObfuscationTests {
    @Test(arguments: [0, 1, 7, 8, 9, 1000])
    func appliesTheKeyByPositionInTheFile(offset: Int) throws {
        let key: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        let obfuscation = try #require(Obfuscation(bytes: key))
        for count in [0, 1, 5, 8, 17, 100] {
            let plain = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31) }
            var bytes = plain
            obfuscation.apply(to: &bytes, offset: offset)
            let expected = plain.enumerated().map { $0.element ^ key[(offset + $0.offset) % 8] }
            #expect(bytes == expected)
        }
    }

    @Test func takesKeysOfEightBytesOnly() {
        #expect(Obfuscation(bytes: [1, 2, 3]) == nil)
        #expect(Obfuscation(bytes: [UInt8](repeating: 1, count: 9)) == nil)
        #expect(Obfuscation(bytes: [1, 2, 3, 4, 5, 6, 7, 8])?.bytes == [1, 2, 3, 4, 5, 6, 7, 8])
    }
}
