import BitcoinPrimitives

/// Values to be sent, each unlike the others.
enum Sample {
    static func hash(_ byte: UInt8) -> Hash256 {
        Hash256((0..<32).map { $0 == 0 ? byte : $0 }) ?? .zero
    }

    static func blockHash(_ byte: UInt8) -> BlockHash { BlockHash(hash(byte)) }
    static func txid(_ byte: UInt8) -> Txid { Txid(hash(byte)) }
    static func wtxid(_ byte: UInt8) -> Wtxid { Wtxid(hash(byte)) }

    static func transaction(_ byte: UInt8) -> Transaction {
        Transaction(
            inputs: [
                TransactionInput(
                    previousOutput: OutPoint(txid: txid(byte), index: UInt32(byte)),
                    scriptSig: Script([0x51, byte]), witness: Witness([[byte, 1, 2], []]))
            ],
            outputs: [output(byte)])
    }

    static func output(_ byte: UInt8) -> TransactionOutput {
        TransactionOutput(
            value: Amount(satoshis: 5_000_000_000 + Int64(byte)), scriptPubKey: Script([0x6a, byte]))
    }

    static func header(_ byte: UInt8) -> BlockHeader {
        BlockHeader(
            version: 0x2000_0000, previousBlock: blockHash(byte), merkleRoot: hash(byte &+ 1),
            time: 1_700_000_000,
            bits: 0x207f_ffff, nonce: UInt32(byte))
    }

    static func block(_ byte: UInt8) -> Block {
        Block(header: header(byte), transactions: [transaction(byte), transaction(byte &+ 1)])
    }
}
