import BitcoinCrypto
import BitcoinPrimitives

/// A transaction with the outputs that it spends, and with the hashes that its signatures share.
///
/// Made once for each transaction; immutable, so that all threads that check its inputs share it.
public final class SpendingTransaction: Sendable {
    /// The transaction.
    public let transaction: Transaction
    /// What each of its inputs spends, in order.
    public let spentOutputs: [TransactionOutput]

    /// Single hashes that BIP341 commits to; BIP143 hashes the first three once more.
    struct SharedHashes {
        var prevouts = Bytes32()
        var sequences = Bytes32()
        var outputs = Bytes32()
    }

    let single: SharedHashes
    let double: SharedHashes
    let amountsHash: Bytes32
    let scriptsHash: Bytes32

    /// All inputs as signatures without witness see the other inputs: outpoint, empty script, sequence. Kept for
    /// transactions of more than one input, so that hashing one is a handful of long updates.
    let blankInputs: [UInt8]

    /// How many bytes an input takes in `blankInputs`.
    static let blankInputSize = 41

    /// Prepares a transaction; `spentOutputs` are as many as its inputs.
    ///
    /// - Parameter isForSigning: whether its inputs are about to get signatures of kinds that their missing
    ///   witnesses do not tell, so that all shared hashes are made.
    public init(_ transaction: Transaction, spentOutputs: [TransactionOutput], isForSigning: Bool = false) {
        precondition(spentOutputs.count == transaction.inputs.count)
        self.transaction = transaction
        self.spentOutputs = spentOutputs
        let inputs = transaction.inputs

        var usesTaproot = isForSigning
        var usesWitnessV0 = isForSigning
        var usesBase = isForSigning
        for index in inputs.indices {
            if inputs[index].witness.isEmpty {
                usesBase = true
            } else if spentOutputs[index].scriptPubKey.isPayToTaproot {
                usesTaproot = true
            } else {
                usesWitnessV0 = true
            }
        }

        var single = SharedHashes()
        if usesTaproot || usesWitnessV0 {
            var prevouts = SHA256()
            var sequences = SHA256()
            for input in inputs {
                prevouts.update(input.previousOutput)
                sequences.update(littleEndian: input.sequence)
            }
            single.prevouts = prevouts.finalize()
            single.sequences = sequences.finalize()
            single.outputs = SHA256.hash(transaction.serializedOutputs.rawSpan)
        }
        self.single = single
        var double = SharedHashes()
        if usesWitnessV0 {
            double.prevouts = SHA256.hash(single.prevouts.rawSpan)
            double.sequences = SHA256.hash(single.sequences.rawSpan)
            double.outputs = SHA256.hash(single.outputs.rawSpan)
        }
        self.double = double

        if usesTaproot {
            var amounts = SHA256()
            var scripts = SHA256()
            for output in spentOutputs {
                amounts.update(littleEndian: output.value.satoshis)
                scripts.update(lengthPrefixed: output.scriptPubKey.bytes.rawSpan)
            }
            amountsHash = amounts.finalize()
            scriptsHash = scripts.finalize()
        } else {
            amountsHash = Bytes32()
            scriptsHash = Bytes32()
        }

        if usesBase && inputs.count > 1 {
            var blank = ByteWriter(capacity: Self.blankInputSize * inputs.count)
            for input in inputs {
                blank.write(input.previousOutput)
                blank.write(0 as UInt8)
                blank.write(input.sequence)
            }
            blankInputs = blank.bytes
        } else {
            blankInputs = []
        }
    }
}

extension SHA256 {
    /// Appends a count in its shortest form.
    mutating func update(compactSize value: Int) {
        switch value {
        case ..<253: update(byte: UInt8(value))
        case ...0xffff:
            update(byte: 253)
            update(littleEndian: UInt16(value))
        case ...0xffff_ffff:
            update(byte: 254)
            update(littleEndian: UInt32(value))
        default:
            update(byte: 255)
            update(littleEndian: UInt64(value))
        }
    }

    /// Appends a count of bytes and the bytes.
    mutating func update(lengthPrefixed bytes: RawSpan) {
        update(compactSize: bytes.byteCount)
        update(bytes)
    }

    /// Appends 36 bytes.
    mutating func update(_ outPoint: OutPoint) {
        update(outPoint.txid.hash.rawSpan)
        update(littleEndian: outPoint.index)
    }

    /// Appends an amount and a script.
    mutating func update(_ output: TransactionOutput) {
        update(littleEndian: output.value.satoshis)
        update(lengthPrefixed: output.scriptPubKey.bytes.rawSpan)
    }
}
