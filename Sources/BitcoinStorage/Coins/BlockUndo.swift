import BitcoinPrimitives

/// The coins that a block spent, by which it can be taken back.
public struct BlockUndo: Equatable, Sendable {
    /// For each transaction but the coinbase, the coins of its inputs in their order.
    public var transactions: [[Coin]]

    /// The coins that the transactions after the coinbase spent.
    public init(transactions: [[Coin]] = []) {
        self.transactions = transactions
    }
}

extension BlockUndo: BinarySerializable {
    /// Reads an undo record.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        let count = try reader.readCount()
        transactions = []
        transactions.reserveCapacity(count)
        for _ in 0..<count {
            let inputs = try reader.readCount()
            var coins: [Coin] = []
            coins.reserveCapacity(inputs)
            for _ in 0..<inputs { coins.append(try Self.readCoin(&reader)) }
            transactions.append(coins)
        }
    }

    /// Appends the undo record.
    public func write(to writer: inout ByteWriter) {
        writer.writeCompactSize(transactions.count)
        for coins in transactions {
            writer.writeCompactSize(coins.count)
            for coin in coins {
                writer.writeVarInt(coin.code)
                // Where the version of the transaction once was.
                if coin.height > 0 { writer.write(UInt8(0)) }
                writer.writeCompressed(coin.output)
            }
        }
    }

    private static func readCoin(_ reader: inout ByteReader) throws(SerializationError) -> Coin {
        let code = try reader.readVarInt(UInt32.self)
        if code >> 1 > 0 { _ = try reader.readVarInt(UInt32.self) }
        return Coin(
            output: try reader.readCompressedOutput(), height: code >> 1, isCoinbase: code & 1 == 1)
    }
}
