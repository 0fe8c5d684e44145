/// An output: an amount, and the script that guards it.
@frozen
public struct TransactionOutput: Sendable, Hashable {
    /// The amount.
    public var value: Amount
    /// The script that a spender has to satisfy.
    public var scriptPubKey: Script

    /// An output.
    @inlinable
    public init(value: Amount, scriptPubKey: Script) {
        self.value = value
        self.scriptPubKey = scriptPubKey
    }
}

extension TransactionOutput: BinarySerializable {
    /// An amount and an empty script.
    public static var minimumSize: Int { 9 }

    /// Reads the amount and the script.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        value = Amount(satoshis: try reader.read())
        scriptPubKey = try reader.read()
    }

    /// Appends the amount and the script.
    public func write(to writer: inout ByteWriter) {
        writer.write(value.satoshis)
        writer.write(scriptPubKey)
    }
}
