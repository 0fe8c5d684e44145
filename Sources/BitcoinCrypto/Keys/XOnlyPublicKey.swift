internal import CSecp256k1

/// The X coordinate of a point with an even Y (BIP340).
public struct XOnlyPublicKey: Sendable, Hashable {
    /// The 32 bytes.
    public let bytes: Bytes32

    /// Takes 32 bytes that are a point's X coordinate; nil if there is no such point.
    public init?(_ bytes: Bytes32) {
        guard Self.parse(bytes) != nil else { return nil }
        self.bytes = bytes
    }

    init(point: secp256k1_xonly_pubkey) {
        var point = point
        bytes = Bytes32.written { secp256k1_xonly_pubkey_serialize(CurveContext.verifying, $0, &point) }
    }

    static func parse(_ bytes: Bytes32) -> secp256k1_xonly_pubkey? {
        var point = secp256k1_xonly_pubkey()
        let isKey = bytes.withBytePointer {
            secp256k1_xonly_pubkey_parse(CurveContext.verifying, &point, $0) == 1
        }
        return isKey ? point : nil
    }

    /// True if the 64 bytes of `signature` are this key's over the 32 bytes of `message`.
    public func verify(signature: RawSpan, message: Bytes32) -> Bool {
        Schnorr.verify(signature: signature, message: message.rawSpan, publicKey: bytes)
    }

    /// The key with `tweak` times the generator added, and whether its Y is odd; nil if that is no key.
    public func adding(tweak: Bytes32) -> (key: XOnlyPublicKey, isOdd: Bool)? {
        guard var point = Self.parse(bytes) else { return nil }
        var result = secp256k1_pubkey()
        let isKey = tweak.withBytePointer {
            secp256k1_xonly_pubkey_tweak_add(CurveContext.verifying, &result, &point, $0) == 1
        }
        return isKey ? PublicKey(point: result, isCompressed: true).xOnly : nil
    }

    /// True if `output` with this parity is `internalKey` with `tweak` times the generator added (BIP341).
    public static func isTweaked(
        output: Bytes32, isOdd: Bool, internalKey: Bytes32, tweak: Bytes32
    ) -> Bool {
        guard var point = parse(internalKey) else { return false }
        return output.withBytePointer { output in
            tweak.withBytePointer { tweak in
                secp256k1_xonly_pubkey_tweak_add_check(
                    CurveContext.verifying, output, isOdd ? 1 : 0, &point, tweak) == 1
            }
        }
    }
}

extension XOnlyPublicKey: Comparable {
    /// Orders by the bytes.
    public static func < (a: Self, b: Self) -> Bool { a.bytes < b.bytes }

    /// The two points that have this X coordinate: the one with an even Y first.
    public var publicKeys: [PublicKey] {
        [2, 3].compactMap { PublicKey([$0] + bytes.bytes) }
    }

    /// The point with this X coordinate and an even Y.
    public var evenPublicKey: PublicKey {
        // A point was found when the value was made.
        guard let key = PublicKey([2] + bytes.bytes) else { fatalError("an x-only key without a point") }
        return key
    }

    /// The hashes of the two points with this X coordinate, under which key stores know them.
    public var keyHashes: [Bytes20] { [2, 3].map { Hash160.hash([$0] + bytes.bytes) } }
}

/// Schnorr signatures (BIP340).
public enum Schnorr {
    /// True if the 64 bytes of `signature` are `publicKey`'s over `message`.
    public static func verify(signature: RawSpan, message: RawSpan, publicKey: Bytes32) -> Bool {
        guard signature.byteCount == 64, var point = XOnlyPublicKey.parse(publicKey) else { return false }
        return signature.withBytePointer { signature in
            message.withBytePointer {
                secp256k1_schnorrsig_verify(
                    CurveContext.verifying, signature, $0, message.byteCount, &point) == 1
            }
        }
    }
}
