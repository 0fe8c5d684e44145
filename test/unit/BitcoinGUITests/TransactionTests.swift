import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinGUI

@Suite("The list of transactions")
struct TransactionTests {
    private let answer = try? JSONValue(
        parsing: """
            [{"category":"immature","amount":50,"confirmations":3,"txid":"aa","vout":0,"time":100,"address":"m"},
             {"category":"receive","amount":0.25,"label":"Miete, \\"Mai\\"","confirmations":6,"txid":"bb","vout":1,"time":200,"address":"r"},
             {"category":"send","amount":-1,"fee":-0.0001,"confirmations":0,"txid":"cc","vout":0,"time":300,"address":"s","trusted":true},
             {"category":"send","amount":-2,"fee":-0.0001,"confirmations":0,"txid":"cc","vout":1,"time":300,"trusted":true},
             {"category":"unknown","amount":1,"txid":"dd"}, 5]
            """)

    private var rows: [TransactionRow] { TransactionRow.rows(answer ?? .null) }

    @Test func theNewestIsFirstAndTheFeeIsCountedOnce() throws {
        try #require(rows.map(\.txid) == ["cc", "cc", "bb", "aa"])
        #expect(rows[0].amount == Amount(satoshis: -200_010_000) && rows[0].fee == Amount(satoshis: -10_000))
        #expect(rows[1].amount == Amount(satoshis: -100_000_000) && rows[1].fee == .zero)
    }

    @Test func eachStandsSomewhere() throws {
        try #require(rows.count == 4)
        #expect(rows[3].status == "Immature (3 confirmations, will be available after 98)")
        #expect(rows[2].status == "Confirmed (6 confirmations)")
        #expect(rows[1].status == "0/unconfirmed")
        #expect(
            rows.map(\.shortStatus)
                == ["0/unconfirmed", "0/unconfirmed", "Confirmed", "Immature, 98 blocks left"])
        #expect(rows[1].canBeBumped && !rows[2].canBeBumped)
        #expect(!rows[3].isSettled && rows[2].isSettled)
        #expect(rows[0].counterpart == "(n/a)")
        var row = rows[2]
        row.confirmations = 1
        #expect(row.status == "Confirming (1 of 6 recommended confirmations)")
        row.confirmations = -2
        #expect(row.status == "Conflicted with a transaction with 2 confirmations")
        var replaced = rows[1]
        replaced.isReplaced = true
        #expect(!replaced.canBeBumped)
        row.isAbandoned = true
        #expect(row.status == "Abandoned")
    }

    @Test func filtersNarrowTheList() {
        var filter = TransactionFilter()
        #expect(rows.filter(filter.admits).count == 4)
        filter.kinds = .sent
        #expect(rows.filter(filter.admits).map(\.output) == [1, 0])
        filter.kinds = .all
        filter.text = "MIETE"
        #expect(rows.filter(filter.admits).map(\.txid) == ["bb"])
        filter.text = ""
        filter.minimum = Amount(satoshis: 150_000_000)
        #expect(rows.filter(filter.admits).map(\.txid) == ["cc", "aa"])
        filter.minimum = .zero
        filter.sinceSeconds = 250
        #expect(rows.filter(filter.admits).map(\.txid) == ["cc", "cc"])
    }

    @Test func quotationMarksAreDoubledInTables() throws {
        try #require(rows.count == 4)
        let lines = TransactionFilter.table([rows[2]], unit: .bitcoin).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasSuffix(#""Amount (BTC)","ID""#))
        #expect(lines[1].hasSuffix(#""Received with","Miete, ""Mai""","r","0.25000000","bb""#))
    }
}
