internal import CSecp256k1

/// ECDSA over secp256k1, as consensus has it.
public enum ECDSA {
    /// True if `signature`, DER as old nodes understood it, is `publicKey`'s over `hash`.
    ///
    /// Neither strict DER nor a low S is asked for here; where they are rules, encodings are checked before.
    public static func verify(signature: RawSpan, hash: Bytes32, publicKey: RawSpan) -> Bool {
        var key = secp256k1_pubkey()
        let isKey = publicKey.withBytePointer {
            secp256k1_ec_pubkey_parse(CurveContext.verifying, &key, $0, publicKey.byteCount) == 1
        }
        guard isKey, var parsed = parseLaxDER(signature) else { return false }
        var normalized = secp256k1_ecdsa_signature()
        secp256k1_ecdsa_signature_normalize(CurveContext.verifying, &normalized, &parsed)
        return hash.withBytePointer {
            secp256k1_ecdsa_verify(CurveContext.verifying, &normalized, $0, &key) == 1
        }
    }

    /// True if S of the signature is at most half the group's order. False if it is no signature at all.
    public static func hasLowS(signature: RawSpan) -> Bool {
        guard var parsed = parseLaxDER(signature) else { return false }
        return secp256k1_ecdsa_signature_normalize(CurveContext.verifying, nil, &parsed) == 0
    }

    /// Reads a signature as OpenSSL did before BIP66: lengths may be written in long forms, the length of the
    /// whole is ignored, and so is what follows S. Numbers that do not fit give a signature that never verifies.
    static func parseLaxDER(_ bytes: RawSpan) -> secp256k1_ecdsa_signature? {
        var reader = LaxDERReader(bytes: bytes)
        guard reader.skipSequenceHeader(), let r = reader.readInteger(), let s = reader.readInteger() else {
            return nil
        }
        var compact = InlineArray<64, UInt8>(repeating: 0)
        if r.count <= 32 && s.count <= 32 {
            for index in 0..<r.count {
                compact[32 - r.count + index] = bytes.unsafeLoad(
                    fromByteOffset: r.lowerBound + index, as: UInt8.self)
            }
            for index in 0..<s.count {
                compact[64 - s.count + index] = bytes.unsafeLoad(
                    fromByteOffset: s.lowerBound + index, as: UInt8.self)
            }
        }
        var signature = secp256k1_ecdsa_signature()
        if !parseCompact(compact, into: &signature) {
            // Beyond the group's order: a signature of zeroes, which is parsed but fails.
            _ = parseCompact(InlineArray(repeating: 0), into: &signature)
        }
        return signature
    }

    private static func parseCompact(
        _ compact: InlineArray<64, UInt8>, into signature: inout secp256k1_ecdsa_signature
    ) -> Bool {
        compact.span.bytes.withBytePointer {
            secp256k1_ecdsa_signature_parse_compact(CurveContext.verifying, &signature, $0) == 1
        }
    }
}

/// Walks over the two integers of a signature.
private struct LaxDERReader: ~Escapable {
    let bytes: RawSpan
    var position = 0

    @_lifetime(copy bytes)
    init(bytes: RawSpan) { self.bytes = bytes }

    private var remaining: Int { bytes.byteCount - position }

    private mutating func next() -> Int? {
        guard remaining > 0 else { return nil }
        defer { position += 1 }
        return Int(bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self))
    }

    /// 0x30 and a length, whose value nobody looked at.
    mutating func skipSequenceHeader() -> Bool {
        guard next() == 0x30, let length = next() else { return false }
        if length & 0x80 != 0 {
            guard length - 0x80 <= remaining else { return false }
            position += length - 0x80
        }
        return true
    }

    /// 0x02, a length in any form, and the bytes; gives the range of the bytes without leading zeroes.
    mutating func readInteger() -> Range<Int>? {
        guard next() == 0x02, var length = next() else { return nil }
        if length & 0x80 != 0 {
            var digits = length - 0x80
            guard digits <= remaining else { return nil }
            length = 0
            while digits > 0, bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self) == 0 {
                position += 1
                digits -= 1
            }
            guard digits < 4 else { return nil }
            for _ in 0..<digits { length = length << 8 | (next() ?? 0) }
        }
        guard length <= remaining else { return nil }
        let end = position + length
        var start = position
        while start < end, bytes.unsafeLoad(fromByteOffset: start, as: UInt8.self) == 0 { start += 1 }
        position = end
        return start..<end
    }
}
