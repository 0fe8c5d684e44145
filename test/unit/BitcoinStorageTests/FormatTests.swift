import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinStorage

@Suite struct VarIntTests {
    @Test(
        arguments: [
            (0, [0x00]), (1, [0x01]), (127, [0x7f]), (128, [0x80, 0x00]), (255, [0x80, 0x7f]),
            (256, [0x81, 0x00]), (16383, [0xfe, 0x7f]), (16384, [0xff, 0x00]), (16511, [0xff, 0x7f]),
            (65535, [0x82, 0xfe, 0x7f]), (1 << 32, [0x8e, 0xfe, 0xfe, 0xff, 0x00]),
            (UInt64.max, [0x80, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0x7f]),
        ] as [(UInt64, [UInt8])])
    func hasOneFormForEachNumber(value: UInt64, form: [UInt8]) throws {
        var writer = ByteWriter()
        writer.writeVarInt(value)
        #expect(writer.bytes == form)
        var reader = ByteReader(form)
        #expect(try reader.readVarInt(UInt64.self) == value)
    }

    @Test func refusesNumbersThatDoNotFit() {
        var writer = ByteWriter()
        writer.writeVarInt(UInt64(UInt32.max) + 1)
        var reader = ByteReader(writer.bytes)
        #expect(throws: SerializationError.self) { try reader.readVarInt(UInt32.self) }
        var endless = ByteReader([UInt8](repeating: 0xff, count: 20))
        #expect(throws: SerializationError.self) { try endless.readVarInt(UInt64.self) }
    }
}

@Suite struct CoinFormatTests {
    @Test(
        arguments: [
            (0, 0), (1, 1), (1_000_000, 0x7), (100_000_000, 0x9), (5_000_000_000, 0x32),
            (2_100_000_000_000_000, 0x1406f40),
        ] as [(UInt64, UInt64)])
    func compressesAmounts(amount: UInt64, short: UInt64) {
        #expect(AmountCompression.compress(amount) == short)
        #expect(AmountCompression.decompress(short) == amount)
    }

    @Test func restoresEveryAmount() {
        for value in 1...100_000 as ClosedRange<UInt64> {
            for amount in [value, value * 1_000_000, value * 100_000_000] {
                #expect(AmountCompression.decompress(AmountCompression.compress(amount)) == amount)
            }
        }
    }

    @Test(
        arguments: [
            // Pay to public key hash, script hash, compressed key, uncompressed key, anything else.
            ("76a914816115944e077fe7c803cfa57f29b36bf87c1d3588ac", 21),
            ("a914816115944e077fe7c803cfa57f29b36bf87c1d3587", 21),
            ("210279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ac", 33),
            (
                "410479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c46"
                    + "55da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8ac", 33
            ),
            (
                "410479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c46"
                    + "55da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b9ac", 68
            ),
            ("", 1), ("51", 2),
        ])
    func compressesScripts(hex: String, size: Int) throws {
        let script = try #require(Script(hex: hex))
        let coin = Coin(
            output: TransactionOutput(value: Amount(satoshis: 0), scriptPubKey: script), height: 0,
            isCoinbase: false)
        let bytes = coin.serialized
        #expect(bytes.count == 2 + size)
        #expect(try Coin(serialized: bytes) == coin)
    }

    @Test func readsCoinsOfUpstreamsTests() throws {
        let coin = try Coin(
            serialized: #require(Hex.decode("97f23c835800816115944e077fe7c803cfa57f29b36bf87c1d35")))
        #expect(coin.isCoinbase == false)
        #expect(coin.height == 203_998)
        #expect(coin.output.value == Amount(satoshis: 60_000_000_000))
        #expect(
            coin.output.scriptPubKey.hex == "76a914816115944e077fe7c803cfa57f29b36bf87c1d3588ac")
        let coinbase = try Coin(
            serialized: #require(
                Hex.decode("8ddf77bbd123008c988f1a4a4de2161e0f50aac7f17e7f9555caa4")))
        #expect(coinbase.isCoinbase)
        #expect(coinbase.height == 120_891)
        #expect(coinbase.output.value == Amount(satoshis: 110_397))
    }

    @Test func refusesCoinsThatEndEarly() throws {
        let bytes = try #require(Hex.decode("97f23c835800816115944e077fe7c803cfa57f29b36bf87c1d35"))
        for count in 0..<bytes.count {
            #expect(throws: SerializationError.self) {
                try Coin(serialized: Array(bytes.prefix(count)))
            }
        }
    }

    @Test func undoRestoresHeightsAndOrigins() throws {
        let script = try #require(Script(hex: "51"))
        let coins = [
            Coin(
                output: TransactionOutput(value: .coin, scriptPubKey: script), height: 7,
                isCoinbase: true),
            Coin(
                output: TransactionOutput(value: Amount(satoshis: 3), scriptPubKey: script), height: 0,
                isCoinbase: false),
        ]
        let undo = BlockUndo(transactions: [coins, [], [coins[1]]])
        #expect(try BlockUndo(serialized: undo.serialized) == undo)
    }
}

@Suite struct BlockIndexRecordTests {
    private let header = BlockHeader(
        version: 1, previousBlock: .zero, merkleRoot: .zero, time: 2, bits: 3, nonce: 4)

    @Test func leavesOutPositionsThatDoNotExist() throws {
        let bare = BlockIndexRecord(
            header: header, height: 5, status: BlockStatus(rawValue: 2), transactionCount: 0)
        var status = BlockStatus(rawValue: 5)
        status.insert([.hasData, .hasUndo])
        let full = BlockIndexRecord(
            header: header, height: 5, status: status, transactionCount: 7, file: 3, dataOffset: 100,
            undoOffset: 200)
        #expect(bare.serialized.count == 3 + 3 + 80)
        #expect(try BlockIndexRecord(serialized: bare.serialized) == bare)
        #expect(try BlockIndexRecord(serialized: full.serialized) == full)
    }

    @Test func statusRaisesOnlyUpwardsAndNotAfterFailure() {
        var status = BlockStatus(rawValue: 2)
        let raised = status.raise(to: .transactions)
        #expect(raised)
        let raisedAgain = status.raise(to: .tree)
        #expect(!raisedAgain)
        #expect(status.validity == .transactions)
        status.insert(.failed)
        let raisedAfterFailure = status.raise(to: .scripts)
        #expect(!raisedAfterFailure)
        #expect(!status.isValid(.tree))
    }
}
