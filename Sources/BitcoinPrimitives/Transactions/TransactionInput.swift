/// An input: which output it spends, and what satisfies that output's script.
@frozen
public struct TransactionInput: Sendable, Hashable {
    /// The output that is spent.
    public var previousOutput: OutPoint
    /// The script that comes before the output's script.
    public var scriptSig: Script
    /// BIP68 relative lock time, BIP125 signal, or final.
    public var sequence: UInt32
    /// The witness stack (BIP141).
    public var witness: Witness

    /// 0xffffffff: no lock time applies.
    public static let finalSequence: UInt32 = 0xffff_ffff

    /// An input.
    public init(
        previousOutput: OutPoint, scriptSig: Script = Script(), sequence: UInt32 = Self.finalSequence,
        witness: Witness = Witness()
    ) {
        self.previousOutput = previousOutput
        self.scriptSig = scriptSig
        self.sequence = sequence
        self.witness = witness
    }
}

extension TransactionInput: BinarySerializable {
    /// An outpoint, an empty script and the sequence.
    public static var minimumSize: Int { 41 }

    /// Reads everything but the witness, which comes later in a transaction.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        previousOutput = try reader.read()
        scriptSig = try reader.read()
        sequence = try reader.read()
        witness = Witness()
    }

    /// Appends everything but the witness.
    public func write(to writer: inout ByteWriter) {
        writer.write(previousOutput)
        writer.write(scriptSig)
        writer.write(sequence)
    }
}
