import BitcoinCrypto
import BitcoinPrimitives

// The databases keep outputs short: amounts without their trailing zeroes, and the four commonest
// scripts by a number and their payload. Any other script is kept as it is, its length raised by
// the count of numbers that are taken.

private enum ScriptForm {
    static let keyHash: UInt32 = 0
    static let scriptHash: UInt32 = 1
    static let evenKey: UInt32 = 2
    static let oddKey: UInt32 = 3
    static let evenUncompressedKey: UInt32 = 4
    static let oddUncompressedKey: UInt32 = 5
    /// How many numbers are taken.
    static let count: UInt32 = 6

    static let dup: UInt8 = 0x76
    static let equal: UInt8 = 0x87
    static let equalVerify: UInt8 = 0x88
    static let hash160: UInt8 = 0xa9
    static let checkSig: UInt8 = 0xac
    static let opReturn: UInt8 = 0x6a
    /// A longer one is unspendable; what claims to be is replaced, not allocated.
    static let maximumSize: UInt32 = 10_000
}

extension ByteWriter {
    /// Appends an output in its short form.
    mutating func writeCompressed(_ output: TransactionOutput) {
        writeVarInt(AmountCompression.compress(UInt64(bitPattern: output.value.satoshis)))
        writeCompressed(output.scriptPubKey)
    }

    private mutating func writeCompressed(_ script: Script) {
        let bytes = script.bytes
        switch (bytes.count, bytes.count > 0 ? bytes[0] : 0) {
        case (25, ScriptForm.dup)
        where bytes[1] == ScriptForm.hash160 && bytes[2] == 20 && bytes[23] == ScriptForm.equalVerify
            && bytes[24] == ScriptForm.checkSig:
            write(UInt8(ScriptForm.keyHash))
            write(bytes[3..<23])
        case (23, ScriptForm.hash160)
        where bytes[1] == 20 && bytes[22] == ScriptForm.equal:
            write(UInt8(ScriptForm.scriptHash))
            write(bytes[2..<22])
        case (35, 33)
        where bytes[34] == ScriptForm.checkSig && (bytes[1] == 2 || bytes[1] == 3):
            write(bytes[1..<34])
        case (67, 65)
        where bytes[66] == ScriptForm.checkSig && bytes[1] == 4
            && PublicKey(bytes[1..<66].array) != nil:
            // Only a key on the curve can be found again from half of it.
            write(UInt8(ScriptForm.evenUncompressedKey) | (bytes[65] & 1))
            write(bytes[2..<34])
        default:
            writeVarInt(UInt32(bytes.count) + ScriptForm.count)
            write(bytes)
        }
    }
}

extension ByteReader {
    /// Reads an output in its short form. Its script does not share the reader's buffer.
    mutating func readCompressedOutput() throws(SerializationError) -> TransactionOutput {
        let amount = AmountCompression.decompress(try readVarInt(UInt64.self))
        let script = try readCompressedScript()
        return TransactionOutput(
            value: Amount(satoshis: Int64(bitPattern: amount)), scriptPubKey: script)
    }

    private mutating func readCompressedScript() throws(SerializationError) -> Script {
        let form = try readVarInt(UInt32.self)
        switch form {
        case ScriptForm.keyHash:
            let hash = try readBytes(20)
            return Script(
                [ScriptForm.dup, ScriptForm.hash160, 20] + hash.array
                    + [ScriptForm.equalVerify, ScriptForm.checkSig])
        case ScriptForm.scriptHash:
            let hash = try readBytes(20)
            return Script([ScriptForm.hash160, 20] + hash.array + [ScriptForm.equal])
        case ScriptForm.evenKey, ScriptForm.oddKey:
            let x = try readBytes(32)
            return Script([33, UInt8(form)] + x.array + [ScriptForm.checkSig])
        case ScriptForm.evenUncompressedKey, ScriptForm.oddUncompressedKey:
            let x = try readBytes(32)
            // Upstream leaves the script empty if the key is not on the curve.
            guard let key = PublicKey([UInt8(form - 2)] + x.array) else { return Script() }
            return Script([65] + key.serialized(compressed: false) + [ScriptForm.checkSig])
        default:
            let size = form - ScriptForm.count
            if size > ScriptForm.maximumSize {
                try skip(Int(size))
                return Script([ScriptForm.opReturn])
            }
            return Script(try readBytes(Int(size)).array)
        }
    }
}
