import BitcoinMempool
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinChain

/// `mempool.dat`, also as Bitcoin Core writes it.
@Suite struct MempoolFileTests {
    let fixture = ChainFixture.forMempool()

    /// Written by Bitcoin Core 31 on regtest: two transactions, one of which the user finds less important, and one more
    /// that is preferred but not there.
    private static let version2 =
        "0200000000000000082c2f3e8deaf049472d3e8deaf049472c2d3e8deaf1b04468f2e72c8004b939fb807b2f035e8ef36f81ac7a55"
        + "9529fc8288b23cc84949472c2f3e70150fb6452c2f3e8deaf049470e451e8dfbd27a0379494905735af28bf1c1c18dfbd27a03"
        + "79494905735af28bf1c1c1ed81f463462c2f3e9beae43c595ac7271c7c241dd3306aef3e49d3b80417f93e8deaf0493fcb473e"
        + "8deaf049472c2f3e8deaf04b472c2f3faf00950bbe99bdd741e17d2745c283ac9f0526a4e65bc22bf079d1214e59f9468deaf0"
        + "4947d1d0c172e8f049472c2f3e8dead223672c3e1cbeaea52f30a4b69436262da7b82c3e1cbeaea52f30a4b69436262da7b84c"
        + "443aa7ebf049473a2f2af8f486a15ebdb9ead97eec0c969f8c1d7ca9cb9f472c2f3e8d921721472c2f3e3e150fb6b8d3d0c18c"
        + "41f049472c2f3e8deaf049472c2f3e8deaf049472c2f3e8deaf049472c2f3e8dd3c049472c2f3e8de8f4bbe71b0294354581518"
        + "d0ea087467e721cd632e08f07adf3eb3af0f0a4bcbf7114e84d744622703db7d007f931c75dc9d98bde17084e7b856ae559308c"
        + "6f8b"
    /// The same with `-persistmempoolv1`.
    private static let version1 =
        "010000000000000002000000000000000200000001f90344ddd9a16af4f07ed7af45a2e9aec7b443ae92f7bf6560bbaea78cb122b9"
        + "0000000000fdffffff020000000000000000226a2000112233445566778899aabbccddeeff00112233445566778899aabbccdd"
        + "eeff606b042a01000000160014751e76e8199196d454941c45d1b3a323f1433bd6000000000078e768000000000000000000000"
        + "000020000000122ea6542f9b592e9cc0b8d6e02eeac9212efd6eda177ed157d9321680975d6780000000000fdffffff0200000"
        + "00000000000226a2000112233445566778899aabbccddeeff00112233445566778899aabbccddeeff606b042a0100000016001"
        + "4751e76e8199196d454941c45d1b3a323f1433bd6000000000078e76800000000b3ffffffffffffff01ab00000000000000000"
        + "00000000000000000000000000000000000000000000039300000000000000204f2a0372daab8af7118ca228fb9cb948255911"
        + "ecfb18a4703a27ddcdf9a3155815daf615b78af9acdfe972bd60f4ab73990ccf23836c3917523a2751fb2e261"

    @Test(arguments: [version1, version2]) func readsWhatCoreWrote(hex: String) throws {
        let path = try fixture.file("mempool.dat", try #require(Hex.decode(hex)))
        let stored = try #require(MempoolFile.read(path))
        let ids = stored.items.map { "\($0.transaction.txid)" }
        #expect(
            ids == [
                "61e2b21f75a2237591c33638f2cc9039b74a0fd62b97fecd9aaf785b61af5d81",
                "55319adfdc7da203478ab1cf1e91558294cbb98f22ca1871afb8aa2d37a0f204",
            ])
        #expect(stored.items.map(\.time) == [1_760_000_000, 1_760_000_000])
        #expect(stored.items.map(\.feeDelta.satoshis) == [0, -77])
        let absent = try #require(Txid(hex: String(repeating: "0", count: 62) + "ab"))
        #expect(stored.feeDeltas == [absent: Amount(satoshis: 12_345)])
        #expect(stored.unbroadcast == Set(stored.items.map(\.transaction.txid)))
    }

    @Test func writesTheOldFormatAsCoreDoes() throws {
        let bytes = try #require(Hex.decode(Self.version1))
        let stored = try #require(MempoolFile.read(try fixture.file("mempool.dat", bytes)))
        let path = fixture.directory.file("again.dat")
        #expect(MempoolFile.write(stored, to: path, withoutKey: true))
        #expect(try FileContents.read(path, limit: 1 << 20) == bytes)
    }

    @Test func hidesWhatItWrites() throws {
        let bytes = try #require(Hex.decode(Self.version1))
        let stored = try #require(MempoolFile.read(try fixture.file("mempool.dat", bytes)))
        let path = fixture.directory.file("again.dat")
        #expect(MempoolFile.write(stored, to: path, withoutKey: false))
        let written = try FileContents.read(path, limit: 1 << 20)
        #expect(written.count == bytes.count + 9, "a key of eight bytes behind its length")
        #expect(written.prefix(9) == [2, 0, 0, 0, 0, 0, 0, 0, 8])
        #expect(MempoolFile.read(path)?.items.map(\.transaction.txid) == stored.items.map(\.transaction.txid))
    }

    @Test func damagedFilesAreRefused() throws {
        for hex in [Self.version1, Self.version2] {
            let good = try #require(Hex.decode(hex))
            for length in stride(from: 0, to: good.count, by: 7) {
                #expect(MempoolFile.read(try fixture.file("short.dat", Array(good.prefix(length)))) == nil)
            }
            var unknown = good
            unknown[0] = 3
            #expect(MempoolFile.read(try fixture.file("unknown.dat", unknown)) == nil)
            var large = good
            large[hex == Self.version1 ? 15 : 24] ^= 0xff
            #expect(
                MempoolFile.read(try fixture.file("large.dat", large)) == nil, "a count of more than there is"
            )
        }
        var key = try #require(Hex.decode(Self.version2))
        key[8] = 7
        #expect(MempoolFile.read(try fixture.file("key.dat", key)) == nil)
        #expect(MempoolFile.read(fixture.directory.file("missing.dat")) == nil)
    }

    @Test func mempoolSurvivesARestart() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let parent = payment(try await manager.coinbase(atHeight: 1), fee: 0)
        let child = payment(parent, fee: 10_000)
        await manager.prioritise(parent.txid, by: Amount(satoshis: 5000))
        #expect(try await manager.verdicts([parent, child]) == [nil, nil])
        let path = fixture.directory.file("mempool.dat")
        #expect(await manager.saveMempool(to: path))
        try await manager.close()

        let again = try await fixture.open()
        #expect(try await again.importMempool(path, MempoolImportOptions()))
        let mempool = await again.mempool
        #expect(mempool.inMiningOrder.map(\.transaction.txid) == [parent.txid, child.txid])
        #expect(mempool[parent.txid]?.modifiedFee == Amount(satoshis: 5000))
        #expect(
            try await again.importMempool(fixture.directory.file("missing.dat"), MempoolImportOptions())
                == false)
        try await again.close()
    }

    @Test func expiredTransactionsAreLeftOut() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let transaction = payment(try await manager.coinbase(atHeight: 1))
        #expect(try await manager.verdicts([transaction]) == [nil])
        let path = fixture.directory.file("mempool.dat")
        #expect(await manager.saveMempool(to: path))
        try await manager.close()
        var fixture = fixture
        fixture.configuration.mempool.expirySeconds = -10
        let again = try await fixture.open()
        #expect(try await again.importMempool(path, MempoolImportOptions()))
        #expect(await again.mempool.count == 0)
        try await again.close()
    }
}
