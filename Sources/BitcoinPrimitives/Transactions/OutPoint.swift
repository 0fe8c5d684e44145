/// Which output of which transaction.
@frozen
public struct OutPoint: Sendable, Hashable {
    /// The transaction that made the output.
    public var txid: Txid
    /// The output's index in it.
    public var index: UInt32

    /// An output of a transaction.
    @inlinable
    public init(txid: Txid, index: UInt32) {
        self.txid = txid
        self.index = index
    }

    /// No output: what the only input of a coinbase refers to.
    public static var null: OutPoint { OutPoint(txid: .zero, index: .max) }

    /// True for ``null``.
    @inlinable
    public var isNull: Bool { index == .max && txid.isZero }
}

extension OutPoint: Comparable {
    /// Orders by transaction, then by index.
    @inlinable
    public static func < (a: Self, b: Self) -> Bool {
        a.txid == b.txid ? a.index < b.index : a.txid < b.txid
    }
}

extension OutPoint: CustomStringConvertible {
    /// `txid:index`.
    public var description: String { "\(txid):\(index)" }
}

extension OutPoint: BinarySerializable {
    /// 32 bytes and a 32-bit index.
    public static var minimumSize: Int { 36 }

    /// Reads 36 bytes.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        txid = Txid(try reader.readHash())
        index = try reader.read()
    }

    /// Appends 36 bytes.
    public func write(to writer: inout ByteWriter) {
        writer.write(txid.hash)
        writer.write(index)
    }
}
