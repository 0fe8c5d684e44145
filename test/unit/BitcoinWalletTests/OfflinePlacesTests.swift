import BitcoinInterfaces
import BitcoinPrimitives
import Testing

@testable import BitcoinWallet

/// How old a wallet's blocks are when there is no node to ask.
@Suite struct OfflinePlacesTests {
    private func block(_ number: UInt8) -> BlockHash {
        BlockHash([UInt8](repeating: number, count: 32)) ?? .zero
    }

    private func coinbase(_ script: [UInt8], in number: UInt8) -> TransactionRecord {
        let input = TransactionInput(
            previousOutput: OutPoint(txid: .zero, index: .max), scriptSig: Script(script))
        return record(Transaction(inputs: [input], outputs: []), in: number)
    }

    private func payment(lockTime: UInt32, sequence: UInt32, in number: UInt8) -> TransactionRecord {
        let input = TransactionInput(
            previousOutput: OutPoint(txid: .zero, index: 7), scriptSig: Script(), sequence: sequence)
        return record(Transaction(version: 2, inputs: [input], outputs: [], lockTime: lockTime), in: number)
    }

    private func record(_ transaction: Transaction, in number: UInt8) -> TransactionRecord {
        TransactionRecord(
            transaction: transaction, place: .confirmed(block(number), index: 0), receivedTime: 0)
    }

    private func depths(_ records: [TransactionRecord], heightsBegin: Int = 1) -> [Int32?] {
        let places = OfflinePlaces(records, heightsBegin: heightsBegin).blocks
        return records.map { record in
            guard case .confirmed(let hash, _) = record.place, let place = places[hash] else { return nil }
            return OfflinePlaces.tipHeight - place.height + 1
        }
    }

    @Test func coinbasesAreAsOldAsTheLatestBlockThatIsKnown() {
        // Heights 5, 17, 300 and 70000.
        let records = [
            coinbase([0x55, 0x00], in: 1), coinbase([0x01, 17, 0xaa], in: 2),
            coinbase([0x02, 0x2c, 0x01, 0xff], in: 3), coinbase([0x03, 0x70, 0x11, 0x01, 0x00], in: 4),
        ]
        #expect(depths(records) == [69_996, 69_984, 69_701, 1])
    }

    @Test func aLockTimeThatIsHeededBoundsTheHeightOfItsBlock() {
        let mined = coinbase([0x01, 17, 0xaa], in: 1)
        #expect(depths([mined, payment(lockTime: 120, sequence: 0xffff_fffd, in: 2)]) == [105, 1])
        // Not one of a final transaction, nor a time.
        #expect(depths([mined, payment(lockTime: 120, sequence: .max, in: 2)]) == [1, 1])
        #expect(depths([mined, payment(lockTime: 1_700_000_000, sequence: 0, in: 2)]) == [1, 1])
    }

    @Test(arguments: [
        [], [0x05, 1, 1, 1, 1, 1], [0x02, 1, 0], [0x04, 0xff, 0xff, 0xff, 0xff, 0], [0x6a, 0x00],
    ])
    func scriptsThatNameNoHeightTellNothing(_ script: [UInt8]) {
        let records = [coinbase(script, in: 1), coinbase([0x02, 0x2c, 0x01, 0xff], in: 2)]
        #expect(depths(records, heightsBegin: 2).first == 1)
    }

    @Test func beforeTheRuleACoinbaseNamesNoHeight() {
        // Some of the first blocks have greater numbers there.
        let records = [
            coinbase([0x02, 0x2c, 0x01, 0xff], in: 1), coinbase([0x03, 0x70, 0x11, 0x01, 0], in: 2),
        ]
        #expect(depths(records, heightsBegin: 500) == [1, 1])
        #expect(depths(records, heightsBegin: 100) == [69_701, 1])
    }
}
