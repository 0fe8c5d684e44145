import BitcoinPrimitives
import BitcoinSupport

/// The first blocks, made from what they say.
enum Genesis {
    /// What the first block of all networks but testnet4 says.
    static let headline = "The Times 03/Jan/2009 Chancellor on brink of second bailout for banks"
    /// The key that its 50 coins are paid to. They can never be spent.
    static let publicKey =
        "04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112"
        + "de5c384df7ba0b8d578a4c702b6bf11d5f"

    /// A first block with a coinbase that pays 50 coins to a key.
    static func block(
        time: UInt32, nonce: UInt32, bits: UInt32, headline: String = headline,
        publicKey: String = publicKey
    ) -> Block {
        var input = ScriptBuilder()
        input.append(number: 0x1d00_ffff)
        input.append(push: ScriptNumber.encode(4))
        input.append(push: Array(headline.utf8))
        var output = ScriptBuilder()
        output.append(push: Hex.decode(publicKey) ?? [])
        output.append(.checkSig)
        let coinbase = Transaction(
            version: 1, inputs: [TransactionInput(previousOutput: .null, scriptSig: input.script)],
            outputs: [
                TransactionOutput(value: Amount(satoshis: 50 * 100_000_000), scriptPubKey: output.script)
            ]
        )
        let header = BlockHeader(
            version: 1, previousBlock: .zero, merkleRoot: coinbase.txid.hash, time: time, bits: bits,
            nonce: nonce)
        return Block(header: header, transactions: [coinbase])
    }
}

extension BlockHash {
    /// A hash written out in the source.
    init(known hex: StaticString) {
        self.init(Hash256(known: hex))
    }
}

extension Hash256 {
    /// A hash written out in the source. A typing error there stops the program at its first use.
    init(known hex: StaticString) {
        guard let hash = Hash256(hex: hex.description) else { preconditionFailure("not a hash: \(hex)") }
        self = hash
    }
}

extension UInt256 {
    /// A number written out in the source.
    init(known hex: StaticString) {
        self.init(Hash256(known: hex))
    }
}
