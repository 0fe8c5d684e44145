import BitcoinCrypto

/// The rules about how signatures and keys are written.
enum SignatureEncoding {
    /// `<30> <length> <02> <length R> <R> <02> <length S> <S> <hash type>`, positive and without padding (BIP66).
    static func isStrictDER(_ signature: RawSpan) -> Bool {
        let size = signature.byteCount
        guard (9...73).contains(size), signature.byte(0) == 0x30, Int(signature.byte(1)) == size - 3 else {
            return false
        }
        let rSize = Int(signature.byte(3))
        guard 5 + rSize < size else { return false }
        let sSize = Int(signature.byte(5 + rSize))
        guard rSize + sSize + 7 == size else { return false }
        return isInteger(signature, at: 2, size: rSize) && isInteger(signature, at: rSize + 4, size: sSize)
    }

    private static func isInteger(_ signature: RawSpan, at offset: Int, size: Int) -> Bool {
        guard signature.byte(offset) == 0x02, size > 0, signature.byte(offset + 2) & 0x80 == 0 else {
            return false
        }
        return size == 1 || signature.byte(offset + 2) != 0 || signature.byte(offset + 3) & 0x80 != 0
    }

    /// Whatever the flags ask of a signature. An empty one is always allowed: it is how to fail on purpose.
    static func check(_ signature: RawSpan, _ flags: ScriptFlags) throws(ScriptError) {
        let size = signature.byteCount
        guard size > 0 else { return }
        if !flags.isDisjoint(with: [.derSignatures, .lowS, .strictEncoding]), !isStrictDER(signature) {
            throw .signatureDER
        }
        if flags.contains(.lowS), !ECDSA.hasLowS(signature: signature.extracting(first: size - 1)) {
            throw .signatureHighS
        }
        if flags.contains(.strictEncoding),
            !(1...3).contains(signature.byte(size - 1) & ~SignatureHashType.anyoneCanPay)
        {
            throw .signatureHashType
        }
    }

    /// Whatever the flags ask of a key.
    static func checkKey(
        _ key: RawSpan, _ flags: ScriptFlags, _ version: SignatureVersion
    ) throws(ScriptError) {
        if flags.contains(.strictEncoding), !isCompressed(key), !isUncompressed(key) {
            throw .publicKeyType
        }
        if flags.contains(.witnessPublicKeyType), version == .witnessV0, !isCompressed(key) {
            throw .witnessPublicKeyType
        }
    }

    private static func isCompressed(_ key: RawSpan) -> Bool {
        key.byteCount == 33 && (key.byte(0) == 2 || key.byte(0) == 3)
    }

    private static func isUncompressed(_ key: RawSpan) -> Bool {
        key.byteCount == 65 && key.byte(0) == 4
    }

    /// True if there was no shorter way to push these bytes.
    static func isMinimalPush(_ opcode: UInt8, _ data: RawSpan) -> Bool {
        let size = data.byteCount
        switch size {
        case 0: return opcode == 0
        case 1:
            // 1 to 16 and -1 have opcodes of their own.
            let value = data.byte(0)
            return !((1...16).contains(value) || value == 0x81) && opcode == 1
        case ...75: return Int(opcode) == size
        case ...255: return opcode == 0x4c
        case ...65535: return opcode == 0x4d
        default: return true
        }
    }
}
