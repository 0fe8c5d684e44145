internal import CSecp256k1

/// A point on the curve.
public struct PublicKey: Sendable {
    /// The point, in a form of libsecp256k1's own.
    var point: secp256k1_pubkey

    /// True if the key is written with 33 bytes, false with 65.
    public let isCompressed: Bool

    /// Reads 33 or 65 bytes; nil if they are not a point of the curve.
    public init?(_ bytes: RawSpan) {
        var parsed = secp256k1_pubkey()
        let isKey = bytes.withBytePointer {
            secp256k1_ec_pubkey_parse(CurveContext.verifying, &parsed, $0, bytes.byteCount) == 1
        }
        guard isKey else { return nil }
        point = parsed
        isCompressed = bytes.byteCount == 33
    }

    /// Reads 33 or 65 bytes; nil if they are not a point of the curve.
    public init?(_ bytes: [UInt8]) {
        self.init(bytes.span.bytes)
    }

    init(point: secp256k1_pubkey, isCompressed: Bool) {
        self.point = point
        self.isCompressed = isCompressed
    }

    /// The key's bytes in its own form.
    public var bytes: [UInt8] { serialized(compressed: isCompressed) }

    /// 33 or 65 bytes.
    public func serialized(compressed: Bool) -> [UInt8] {
        var point = point
        let size = compressed ? 33 : 65
        let form = UInt32(compressed ? SECP256K1_EC_COMPRESSED : SECP256K1_EC_UNCOMPRESSED)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = size
            secp256k1_ec_pubkey_serialize(
                CurveContext.verifying, buffer.baseAddress.unsafelyUnwrapped, &count, &point, form)
        }
    }

    /// RIPEMD-160 of SHA-256 of the bytes.
    public var hash: Bytes20 { Hash160.hash(bytes) }

    /// The same point in the other form.
    public func with(compressed: Bool) -> PublicKey { PublicKey(point: point, isCompressed: compressed) }

    /// The key with `tweak` times the generator added; nil if that is no key (BIP32).
    public func adding(tweak: Bytes32) -> PublicKey? {
        var result = point
        let isKey = tweak.withBytePointer {
            secp256k1_ec_pubkey_tweak_add(CurveContext.verifying, &result, $0) == 1
        }
        return isKey ? PublicKey(point: result, isCompressed: isCompressed) : nil
    }

    /// The key's X coordinate, and whether its Y is odd (BIP340).
    public var xOnly: (key: XOnlyPublicKey, isOdd: Bool) {
        var point = point
        var xOnly = secp256k1_xonly_pubkey()
        var parity: Int32 = 0
        // Cannot fail for a point that was parsed.
        _ = secp256k1_xonly_pubkey_from_pubkey(CurveContext.verifying, &xOnly, &parity, &point)
        return (XOnlyPublicKey(point: xOnly), parity == 1)
    }

    /// True if `signature`, strict or lax DER, is this key's over `hash`.
    public func verify(signature: [UInt8], hash: Bytes32) -> Bool {
        ECDSA.verify(signature: signature.span.bytes, hash: hash, publicKey: bytes.span.bytes)
    }

    /// The key that made a compact signature of 65 bytes over `hash`, as messages are signed with.
    public static func recovered(from signature: [UInt8], hash: Bytes32) -> PublicKey? {
        guard signature.count == 65 else { return nil }
        let header = Int32(signature[0]) - 27
        var parsed = secp256k1_ecdsa_recoverable_signature()
        var point = secp256k1_pubkey()
        let isKey = signature.span.bytes.withBytePointer { start in
            secp256k1_ecdsa_recoverable_signature_parse_compact(
                CurveContext.verifying, &parsed, start + 1, header & 3) == 1
                && hash.withBytePointer {
                    secp256k1_ecdsa_recover(CurveContext.verifying, &point, &parsed, $0) == 1
                }
        }
        return isKey ? PublicKey(point: point, isCompressed: header & 4 != 0) : nil
    }
}

extension PublicKey: Hashable, Comparable {
    /// Equal bytes.
    public static func == (a: Self, b: Self) -> Bool { a.bytes == b.bytes }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// Orders by the bytes, as BIP67 sorts keys.
    public static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

extension PublicKey {
    /// The aggregate of keys in their order (BIP327); nil for no keys, or for keys whose sum is no key.
    public static func aggregate(_ keys: [PublicKey]) -> PublicKey? {
        guard !keys.isEmpty else { return nil }
        let points = keys.map(\.point)
        var cache = secp256k1_musig_keyagg_cache()
        var point = secp256k1_pubkey()
        let isKey = points.withUnsafeBufferPointer { buffer in
            let pointers = buffer.indices.map { index in buffer.baseAddress.map { $0 + index } }
            return secp256k1_musig_pubkey_agg(
                CurveContext.verifying, nil, &cache, pointers, pointers.count) == 1
                && secp256k1_musig_pubkey_get(CurveContext.verifying, &point, &cache) == 1
        }
        return isKey ? PublicKey(point: point, isCompressed: true) : nil
    }
}
