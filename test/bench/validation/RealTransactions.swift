import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting

/// Transactions with what they spend, one JSON object in each line.
enum RealTransactions {
    static func load(_ name: String) throws -> [SpendingTransaction] {
        try TestData.read(name).split(separator: UInt8(ascii: "\n")).map { line in
            let value = try JSONValue(parsing: Array(line))
            let outputs = try value["prevouts"].requireArray().map {
                TransactionOutput(
                    value: Amount(satoshis: try $0[0].requireInteger()),
                    scriptPubKey: Script(try $0[1].requireHex()))
            }
            return SpendingTransaction(
                try Transaction(serialized: value["tx"].requireHex()), spentOutputs: outputs)
        }
    }
}
