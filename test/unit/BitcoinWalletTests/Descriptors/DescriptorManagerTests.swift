import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import Testing

@testable import BitcoinWallet

@Suite("Descriptors of a wallet") struct DescriptorManagerTests {
    private static let tprv =
        "tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx"
        + "8UbK"

    private func manager(
        _ text: String, range: Range<Int32> = 0..<0, next: Int32 = 0
    ) throws -> DescriptorManager {
        var keys = FlatSigningProvider()
        let descriptor = try Descriptor.parse(text, format: .regtest, keys: &keys)[0]
        let record = DescriptorRecord(
            text: descriptor.text, creationTime: 1, nextIndex: next, rangeStart: range.lowerBound,
            rangeEnd: range.upperBound)
        return DescriptorManager(descriptor, record: record, keys: Array(keys.privateKeys.values))
    }

    private func secret(_ byte: UInt8) -> SecretBytes {
        SecretBytes(count: 32) { target in
            for index in target.indices { target[index] = byte }
        }
    }

    /// As it is when the wallet is loaded.
    private func reloaded(_ manager: DescriptorManager) throws -> DescriptorManager {
        var contents = WalletContents.Descriptor(record: manager.record)
        contents.cache = manager.cache
        for key in manager.keys.values { contents.keys[key.publicKey] = key }
        for entry in manager.encryptedKeys.values { contents.encryptedKeys[entry.publicKey] = entry.secret }
        return try DescriptorManager(contents, id: manager.id, format: .regtest)
    }

    @Test(arguments: [
        "wpkh(\(tprv)/84h/1h/0h/0/*)", "tr(\(tprv)/0/*)", "pkh(\(tprv)/1h/*h)", "combo(\(tprv)/7/*)",
    ])
    func hasAddressesReadyAndKnowsThemAgain(_ text: String) throws {
        var manager = try manager(text)
        let topUp = try manager.topUp(5, encryptionKey: nil)
        let scripts = try #require(topUp)
        #expect(manager.record.rangeEnd == 5 && manager.unusedCount == 5)
        #expect(Set(scripts) == Set(manager.positions.keys))
        #expect(Set(manager.positions.values) == Set(0..<5))
        // Nothing is left to do.
        let more = try manager.topUp(5, encryptionKey: nil)
        #expect(more == [])
        let again = try reloaded(manager)
        #expect(again.positions == manager.positions)
        #expect(again.cache == manager.cache)
    }

    @Test func takesPositionsInOrderAndGivesTheLastBack() throws {
        var manager = try manager("wpkh(\(Self.tprv)/0/*)")
        _ = try manager.topUp(2, encryptionKey: nil)
        let taken = [manager.takeNext(), manager.takeNext(), manager.takeNext()]
        let (first, second) = (try #require(taken[0]), try #require(taken[1]))
        #expect(manager.positions[first] == 0 && manager.positions[second] == 1)
        #expect(taken[2] == nil)
        manager.giveBack(first)
        #expect(manager.record.nextIndex == 2)
        manager.giveBack(second)
        let again = manager.takeNext()
        #expect(again == second)
    }

    @Test func whatIsSeenIsUsedWithAllBeforeIt() throws {
        var manager = try manager("wpkh(\(Self.tprv)/0/*)")
        _ = try manager.topUp(6, encryptionKey: nil)
        let script = try #require(manager.positions.first { $0.value == 3 }?.key)
        let used = manager.markUsed(script)
        #expect(used.compactMap { manager.positions[$0] } == [0, 1, 2, 3])
        #expect(manager.record.nextIndex == 4)
        let (again, others) = (manager.markUsed(script), manager.markUsed(Script([0x51])))
        #expect(again.isEmpty && others.isEmpty)
        let added = try manager.topUp(6, encryptionKey: nil)
        #expect(added?.count == 4)
    }

    @Test func hardenedPositionsNeedTheKeys() throws {
        let text = "pkh(\(Self.tprv)/1h/*h)"
        var manager = try manager(text)
        let key = secret(3)
        try manager.encrypt(key)
        let locked = try manager.topUp(3, encryptionKey: nil)
        #expect(locked == nil && manager.record.rangeEnd == 0)
        #expect(!manager.canGiveAddresses(isLocked: true))
        let unlocked = try manager.topUp(3, encryptionKey: key)
        #expect(unlocked?.count == 3)
        // What is cached is there without the keys.
        let taken = manager.takeNext()
        #expect(taken != nil && manager.canGiveAddresses(isLocked: true))
    }

    @Test func encryptionLeavesNoKeyInTheClear() throws {
        var manager = try manager("wpkh(\(Self.tprv)/0/*)")
        let hash = try #require(manager.keys.keys.first)
        let clear = try #require(manager.privateText(nil))
        let key = secret(9)
        try manager.encrypt(key)
        #expect(manager.keys.isEmpty && manager.isEncrypted && manager.hasPrivateKey(hash))
        #expect(manager.privateKey(hash, encryptionKey: nil) == nil)
        #expect(manager.privateKey(hash, encryptionKey: secret(8)) == nil)
        #expect(manager.privateKey(hash, encryptionKey: key)?.publicKey.hash == hash)
        #expect(manager.isDecrypted(by: key) && !manager.isDecrypted(by: secret(8)))
        #expect(manager.privateText(nil) == nil)
        #expect(manager.privateText(key) == clear)
        #expect(try reloaded(manager).privateText(key) == clear)
    }

    @Test func signsOnlyForWhatIsItsOwn() throws {
        var manager = try manager("wpkh(\(Self.tprv)/0/*)")
        _ = try manager.topUp(2, encryptionKey: nil)
        let script = try #require(manager.positions.first { $0.value == 1 }?.key)
        let provider = try #require(manager.signingProvider(for: script, encryptionKey: nil))
        let secret = try #require(provider.privateKeys.values.first)
        #expect(Destination.witnessKeyHash(secret.publicKey.hash).script == script)
        #expect(manager.solvingProvider(for: script)?.privateKeys.isEmpty == true)
        #expect(manager.signingProvider(for: Script([0x51]), encryptionKey: nil) == nil)
    }

    @Test func anImportMayOnlyWidenTheRange() throws {
        var manager = try manager("wpkh(\(Self.tprv)/0/*)", range: 5..<10, next: 5)
        _ = try manager.topUp(1, encryptionKey: nil)
        var record = manager.record
        record.rangeStart = 6
        var isTaken = [manager.update(record)]
        record.rangeStart = 5
        record.rangeEnd = 9
        isTaken.append(manager.update(record))
        record.rangeStart = 2
        record.rangeEnd = 12
        record.nextIndex = 3
        isTaken.append(manager.update(record))
        #expect(isTaken == [false, false, true])
        _ = try manager.topUp(1, encryptionKey: nil)
        #expect(Set(manager.positions.values) == Set(2..<12))
    }

    @Test func recordsThatDoNotFitAreRefused() throws {
        var manager = try manager("wpkh(\(Self.tprv)/1h/*)")
        _ = try manager.topUp(2, encryptionKey: nil)
        var contents = WalletContents.Descriptor(record: manager.record)
        // Without cache or keys the addresses behind hardened steps cannot be told.
        #expect(throws: (any Error).self) {
            try DescriptorManager(contents, id: manager.id, format: .regtest)
        }
        contents.cache = manager.cache
        #expect(throws: WalletLoadError.self) {
            try DescriptorManager(contents, id: Hash256(SHA256.hash([1])), format: .regtest)
        }
        contents.record.text = "wpkh(nonsense)"
        #expect(throws: WalletLoadError.self) {
            try DescriptorManager(contents, id: manager.id, format: .regtest)
        }
    }
}
