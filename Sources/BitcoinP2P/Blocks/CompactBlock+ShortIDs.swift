import BitcoinCrypto
import BitcoinPrimitives

extension CompactBlock {
    /// The compact form of a block that has a coinbase, which is sent along.
    public init(_ block: Block, nonce: UInt64 = .random(in: 0...(.max))) {
        let names = ShortIDs(header: block.header, nonce: nonce)
        self.init(
            header: block.header, nonce: nonce,
            shortIDs: block.transactions.dropFirst().map { names[$0.wtxid] },
            prefilled: block.transactions.prefix(1).map { Prefilled(index: 0, transaction: $0) })
    }

    /// The short names of transactions in a compact block: 48 bits of a hash that is keyed by the header and the
    /// sender's nonce, so that collisions cannot be prepared for all receivers.
    public struct ShortIDs: Sendable {
        private let key0: UInt64
        private let key1: UInt64

        /// The names for a header and a nonce.
        public init(header: BlockHeader, nonce: UInt64) {
            var writer = ByteWriter(capacity: BlockHeader.size + 8)
            writer.write(header)
            writer.write(nonce)
            let words = SHA256.hash(writer.bytes).words
            key0 = UInt64(littleEndian: words[0])
            key1 = UInt64(littleEndian: words[1])
        }

        /// The name of a transaction.
        public subscript(wtxid: Wtxid) -> UInt64 {
            SipHash.hash(wtxid.hash.value, key0: key0, key1: key1) & 0xffff_ffff_ffff
        }
    }
}
