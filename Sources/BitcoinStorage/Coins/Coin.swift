import BitcoinPrimitives

/// An unspent output, with what the rules for spending it need to know.
public struct Coin: Hashable, Sendable {
    /// The output.
    public var output: TransactionOutput
    /// The height of the block that made it.
    public var height: UInt32
    /// Whether a coinbase made it, so that it has to mature.
    public var isCoinbase: Bool

    /// A coin.
    public init(output: TransactionOutput, height: UInt32, isCoinbase: Bool) {
        self.output = output
        self.height = height
        self.isCoinbase = isCoinbase
    }

    /// Height and origin in one number, as the databases have it.
    var code: UInt32 { height << 1 | (isCoinbase ? 1 : 0) }
}

extension Script {
    /// No script of this length is ever evaluated (consensus: 10,000 bytes).
    private static let maximumSize = 10_000
    private static let opReturn: UInt8 = 0x6a

    /// Whether no input can satisfy it, so that the output never becomes a coin.
    public var isUnspendable: Bool {
        count > Self.maximumSize || (count > 0 && bytes[0] == Self.opReturn)
    }
}

extension Coin: BinarySerializable {
    /// Reads a coin as the chainstate database holds it.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        let code = try reader.readVarInt(UInt32.self)
        height = code >> 1
        isCoinbase = code & 1 == 1
        output = try reader.readCompressedOutput()
    }

    /// Appends the coin as the chainstate database holds it.
    public func write(to writer: inout ByteWriter) {
        writer.writeVarInt(code)
        writer.writeCompressed(output)
    }
}
