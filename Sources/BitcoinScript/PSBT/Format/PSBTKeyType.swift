// The first number of each key: what the pair stands for (BIP174, BIP370, BIP371, BIP373).

/// Types of keys in the global map.
enum PSBTGlobalType {
    static let unsignedTransaction: UInt8 = 0x00
    static let extendedKey: UInt8 = 0x01
    static let transactionVersion: UInt8 = 0x02
    static let fallbackLockTime: UInt8 = 0x03
    static let inputCount: UInt8 = 0x04
    static let outputCount: UInt8 = 0x05
    static let modifiable: UInt8 = 0x06
    static let version: UInt8 = 0xfb
    static let proprietary: UInt8 = 0xfc
}

/// Types of keys in the map of an input.
enum PSBTInputType {
    static let previousTransaction: UInt8 = 0x00
    static let spentOutput: UInt8 = 0x01
    static let partialSignature: UInt8 = 0x02
    static let signatureHashType: UInt8 = 0x03
    static let redeemScript: UInt8 = 0x04
    static let witnessScript: UInt8 = 0x05
    static let keyOrigin: UInt8 = 0x06
    static let finalScriptSig: UInt8 = 0x07
    static let finalWitness: UInt8 = 0x08
    static let ripemd160: UInt8 = 0x0a
    static let sha256: UInt8 = 0x0b
    static let hash160: UInt8 = 0x0c
    static let hash256: UInt8 = 0x0d
    static let previousTxid: UInt8 = 0x0e
    static let outputIndex: UInt8 = 0x0f
    static let sequence: UInt8 = 0x10
    static let requiredTime: UInt8 = 0x11
    static let requiredHeight: UInt8 = 0x12
    static let taprootKeySignature: UInt8 = 0x13
    static let taprootScriptSignature: UInt8 = 0x14
    static let taprootLeafScript: UInt8 = 0x15
    static let taprootKeyOrigin: UInt8 = 0x16
    static let taprootInternalKey: UInt8 = 0x17
    static let taprootMerkleRoot: UInt8 = 0x18
    static let musigParticipants: UInt8 = 0x1a
    static let musigNonce: UInt8 = 0x1b
    static let musigPartialSignature: UInt8 = 0x1c
    static let proprietary: UInt8 = 0xfc
}

/// Types of keys in the map of an output.
enum PSBTOutputType {
    static let redeemScript: UInt8 = 0x00
    static let witnessScript: UInt8 = 0x01
    static let keyOrigin: UInt8 = 0x02
    static let amount: UInt8 = 0x03
    static let script: UInt8 = 0x04
    static let taprootInternalKey: UInt8 = 0x05
    static let taprootTree: UInt8 = 0x06
    static let taprootKeyOrigin: UInt8 = 0x07
    static let musigParticipants: UInt8 = 0x08
    static let proprietary: UInt8 = 0xfc
}
