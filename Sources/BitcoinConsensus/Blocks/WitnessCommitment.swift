import BitcoinCrypto
import BitcoinPrimitives

extension Block {
    /// The index of the coinbase output that commits to the witnesses: the last that looks like it (BIP141).
    public var witnessCommitmentIndex: Int? {
        transactions.first?.outputs.lastIndex { WitnessCommitment.isCommitment($0.scriptPubKey) }
    }
}

/// The commitment to a block's witnesses in its coinbase (BIP141).
public enum WitnessCommitment {
    /// `OP_RETURN`, a push of 36 bytes, the four bytes that mark it.
    public static let header: [UInt8] = [0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed]

    /// The witness of a coinbase with the only reserved value that is in use: zeroes.
    public static let reservedValue = Witness([[UInt8](repeating: 0, count: 32)])

    /// True if a script starts like a commitment and is long enough.
    public static func isCommitment(_ script: Script) -> Bool {
        guard script.count >= 38 else { return false }
        for index in 0..<6 where script.bytes[index] != header[index] { return false }
        return true
    }

    /// The hash that is committed to.
    public static func hash(witnessRoot: Hash256, reserved: RawSpan) -> Bytes32 {
        var hasher = SHA256()
        hasher.update(witnessRoot.rawSpan)
        hasher.update(reserved)
        return hasher.finalizeDouble()
    }

    /// The output's script that commits to a block's witnesses with a reserved value of zeroes.
    public static func script(witnessRoot: Hash256) -> Script {
        let hash = hash(witnessRoot: witnessRoot, reserved: Bytes32().rawSpan)
        return Script(header + hash.bytes)
    }
}
