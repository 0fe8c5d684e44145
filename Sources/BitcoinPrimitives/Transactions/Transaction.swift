import BitcoinCrypto

/// A transaction, immutable, with its serialized bytes and both hashes.
///
/// One reference wide. Scripts and witnesses are windows of the bytes that it was read from.
public struct Transaction: Sendable {
    private let storage: Storage

    private final class Storage: Sendable {
        let version: UInt32
        let lockTime: UInt32
        let inputs: [TransactionInput]
        let outputs: [TransactionOutput]
        let bytes: Bytes
        let txid: Txid
        let wtxid: Wtxid
        let strippedSize: Int
        /// Where the outputs, without their count, lie in `bytes`.
        let outputsRange: Range<Int>

        init(
            version: UInt32, lockTime: UInt32, inputs: [TransactionInput], outputs: [TransactionOutput],
            bytes: Bytes, txid: Txid, wtxid: Wtxid, strippedSize: Int, outputsEnd: Int
        ) {
            let outputsSize = outputs.reduce(0) { sum, output in
                let size = output.scriptPubKey.count
                return sum + 8 + CompactSize.size(of: size) + size
            }
            outputsRange = outputsEnd - outputsSize..<outputsEnd
            self.version = version
            self.lockTime = lockTime
            self.inputs = inputs
            self.outputs = outputs
            self.bytes = bytes
            self.txid = txid
            self.wtxid = wtxid
            self.strippedSize = strippedSize
        }
    }

    /// Puts a transaction together from its parts.
    public init(
        version: UInt32 = 2, inputs: [TransactionInput], outputs: [TransactionOutput], lockTime: UInt32 = 0
    ) {
        let stripped = Self.serialize(version, inputs, outputs, lockTime, withWitness: false)
        let txid = Txid(DoubleSHA256.hash(stripped))
        let hasWitness = inputs.contains { !$0.witness.isEmpty }
        let full =
            hasWitness ? Self.serialize(version, inputs, outputs, lockTime, withWitness: true) : stripped
        storage = Storage(
            version: version, lockTime: lockTime, inputs: inputs, outputs: outputs, bytes: Bytes(full),
            txid: txid, wtxid: hasWitness ? Wtxid(DoubleSHA256.hash(full)) : Wtxid(txid.hash),
            strippedSize: stripped.count, outputsEnd: stripped.count - 4 + (hasWitness ? 2 : 0))
    }

    /// The version, which BIP68 compares as unsigned.
    public var version: UInt32 { storage.version }
    /// The block height or time before which the transaction is not final.
    public var lockTime: UInt32 { storage.lockTime }
    /// What is spent.
    public var inputs: [TransactionInput] { storage.inputs }
    /// What is made.
    public var outputs: [TransactionOutput] { storage.outputs }
    /// The serialization with witnesses, if there are any (BIP144).
    public var bytes: Bytes { storage.bytes }
    /// The hash without witnesses.
    public var txid: Txid { storage.txid }
    /// The hash with witnesses.
    public var wtxid: Wtxid { storage.wtxid }

    /// True if an input has a witness.
    public var hasWitness: Bool { storage.strippedSize != storage.bytes.count }
    /// True if the only input refers to no output.
    public var isCoinbase: Bool { inputs.count == 1 && inputs[0].previousOutput.isNull }
    /// The size of the serialization with witnesses.
    public var totalSize: Int { storage.bytes.count }
    /// The size of the serialization without witnesses.
    public var strippedSize: Int { storage.strippedSize }
    /// BIP141: stripped size times three, plus total size.
    public var weight: Int { strippedSize * 3 + totalSize }
    /// BIP141: a quarter of the weight, rounded up.
    public var virtualSize: Int { (weight + 3) / 4 }

    /// The serialization of all outputs, without their count: what signatures commit to.
    public var serializedOutputs: Bytes { storage.bytes[storage.outputsRange] }

    /// The sum of all outputs, nil if one of them or the sum is out of the range of money.
    public var outputValue: Amount? {
        var sum = Amount.zero
        for output in outputs {
            guard output.value.isValid else { return nil }
            sum += output.value
            guard sum.isValid else { return nil }
        }
        return sum
    }

    /// The serialization without witnesses.
    public var strippedBytes: [UInt8] {
        hasWitness
            ? Self.serialize(version, inputs, outputs, lockTime, withWitness: false) : storage.bytes.array
    }

    /// The same transaction in a buffer of just its size, for keeping when its block is let go.
    public func compacted() -> Transaction {
        guard storage.bytes.compacted().count != storage.bytes.buffer.count,
            let copy = try? Transaction(serialized: storage.bytes.array)
        else { return self }
        return copy
    }

    private static func serialize(
        _ version: UInt32, _ inputs: [TransactionInput], _ outputs: [TransactionOutput], _ lockTime: UInt32,
        withWitness: Bool
    ) -> [UInt8] {
        var writer = ByteWriter(capacity: 10 + 41 * inputs.count + 34 * outputs.count)
        writer.write(version)
        if withWitness {
            writer.write(witnessMarker)
            writer.write(witnessFlag)
        }
        writer.writeList(inputs)
        writer.writeList(outputs)
        if withWitness {
            for input in inputs { writer.write(input.witness) }
        }
        writer.write(lockTime)
        return writer.bytes
    }

    /// BIP144: a zero where the count of inputs would be.
    private static let witnessMarker: UInt8 = 0
    /// BIP144: witnesses follow the outputs.
    private static let witnessFlag: UInt8 = 1
}

extension Transaction: BinarySerializable {
    /// Version, two empty lists, lock time.
    public static var minimumSize: Int { 10 }

    /// Reads a transaction, with or without witnesses (BIP144).
    public init(from reader: inout ByteReader) throws(SerializationError) {
        try self.init(from: &reader, allowWitness: true)
    }

    /// Reads a transaction. Without `allowWitness` an empty list of inputs is just that.
    public init(from reader: inout ByteReader, allowWitness: Bool) throws(SerializationError) {
        let start = reader.position
        let version: UInt32 = try reader.read()
        var bodyStart = reader.position
        var inputs: [TransactionInput] = try reader.readList()
        var outputs: [TransactionOutput] = []
        var flags: UInt8 = 0
        if inputs.isEmpty && allowWitness {
            flags = try reader.read()
            if flags != 0 {
                bodyStart = reader.position
                inputs = try reader.readList()
                outputs = try reader.readList()
            }
        } else {
            outputs = try reader.readList()
        }
        let bodyEnd = reader.position
        if flags & Self.witnessFlag != 0 && allowWitness {
            flags ^= Self.witnessFlag
            var hasWitness = false
            for index in inputs.indices {
                let witness: Witness = try reader.read()
                hasWitness = hasWitness || !witness.isEmpty
                inputs[index].witness = witness
            }
            guard hasWitness else { throw .superfluousWitness }
        }
        guard flags == 0 else { throw .unknownTransactionData }
        let lockTime: UInt32 = try reader.read()
        let end = reader.position

        let wtxid = Wtxid(reader.withBytes(start..<end) { DoubleSHA256.hash($0) })
        let strippedSize = 8 + bodyEnd - bodyStart
        var txid = Txid(wtxid.hash)
        if strippedSize != end - start {
            var hasher = SHA256()
            hasher.update(littleEndian: version)
            reader.withBytes(bodyStart..<bodyEnd) { hasher.update($0) }
            hasher.update(littleEndian: lockTime)
            txid = Txid(hasher.finalizeDouble())
        }
        storage = Storage(
            version: version, lockTime: lockTime, inputs: inputs, outputs: outputs,
            bytes: reader.window(start..<end), txid: txid, wtxid: wtxid, strippedSize: strippedSize,
            outputsEnd: bodyEnd - start)
    }

    /// Appends the serialization with witnesses.
    public func write(to writer: inout ByteWriter) {
        writer.write(storage.bytes)
    }
}

extension Transaction: Hashable {
    /// Equal with all witnesses.
    public static func == (a: Self, b: Self) -> Bool {
        a.storage === b.storage || a.wtxid == b.wtxid
    }

    /// Feeds the wtxid.
    public func hash(into hasher: inout Hasher) { hasher.combine(wtxid) }
}
