/// A header with the proof that some transactions are in its block (BIP37).
public struct MerkleBlock: Sendable, Hashable {
    /// The header.
    public let header: BlockHeader
    /// The proof.
    public let tree: PartialMerkleTree

    /// A header and a proof for it.
    public init(header: BlockHeader, tree: PartialMerkleTree) {
        self.header = header
        self.tree = tree
    }

    /// The proof for transactions of a block, which has to have one.
    public init(_ block: Block, isWanted: (Txid) -> Bool) {
        header = block.header
        let txids = block.transactions.map(\.txid)
        tree = PartialMerkleTree(txids.map(\.hash)) { isWanted(txids[$0]) }
    }

    /// The transactions that are proved to be in the block of the header; nil if the proof is wrong.
    public func provedTransactions() -> [Txid]? {
        guard let proof = tree.proof(), proof.root == header.merkleRoot else { return nil }
        return proof.leaves.map { Txid($0.hash) }
    }
}

extension MerkleBlock: BinarySerializable {
    /// A header and the smallest proof.
    public static var minimumSize: Int { BlockHeader.size + PartialMerkleTree.minimumSize }

    /// Reads the header and the proof.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        header = try reader.read()
        tree = try reader.read()
    }

    /// Appends the same.
    public func write(to writer: inout ByteWriter) {
        writer.write(header)
        writer.write(tree)
    }
}
