import BitcoinConsensus
import BitcoinPrimitives

extension TestData {
    /// What the transactions of a real block spend, in their order: `blocks-with-prevouts/NAME.spent.xz`.
    ///
    /// Where the age of a coin is not known it is taken as old enough.
    public static func coinsSpent(by name: String) throws -> [Coin] {
        var reader = ByteReader(try read("blocks-with-prevouts/\(name).spent.xz"))
        var coins: [Coin] = []
        while !reader.isAtEnd {
            let value = Amount(satoshis: try reader.read())
            let height: UInt32 = try reader.read()
            let isCoinbase: UInt8 = try reader.read()
            let output = TransactionOutput(value: value, scriptPubKey: try reader.read())
            coins.append(
                Coin(output: output, height: height == .max ? 0 : height, isCoinbase: isCoinbase == 1))
        }
        return coins
    }
}
