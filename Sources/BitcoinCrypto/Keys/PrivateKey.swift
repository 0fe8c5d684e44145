internal import CSecp256k1

/// A secret number. Its memory is cleared when the last copy goes, and nothing shows it.
public struct PrivateKey: Sendable {
    private let secret: SecretBytes

    /// True if the public key is written with 33 bytes.
    public let isCompressed: Bool

    /// Takes 32 bytes; nil if they are zero or not below the group's order.
    public init?(_ bytes: RawSpan, isCompressed: Bool = true) {
        guard bytes.byteCount == 32,
            bytes.withBytePointer({ secp256k1_ec_seckey_verify(CurveContext.verifying, $0) == 1 })
        else { return nil }
        secret = SecretBytes(copying: bytes)
        self.isCompressed = isCompressed
    }

    /// Takes 32 bytes; nil if they are zero or not below the group's order.
    public init?(_ bytes: [UInt8], isCompressed: Bool = true) {
        self.init(bytes.span.bytes, isCompressed: isCompressed)
    }

    /// A new key from the system's random numbers.
    public static func random() -> PrivateKey {
        var generator = SystemRandomNumberGenerator()
        while true {
            var words = InlineArray<4, UInt64> { _ in generator.next() }
            defer { clear(&words) }

            if let key = PrivateKey(words.span.bytes) { return key }
        }
    }

    /// Takes a secret of 32 bytes; nil if they are zero or not below the group's order.
    public init?(_ secret: SecretBytes, isCompressed: Bool = true) {
        guard secret.count == 32,
            secret.withBytePointer({ secp256k1_ec_seckey_verify(CurveContext.verifying, $0) == 1 })
        else { return nil }
        self.secret = secret
        self.isCompressed = isCompressed
    }

    /// The secret number, 32 bytes, most significant first.
    public var secretBytes: SecretBytes { secret }

    /// A copy of the 32 secret bytes. Clear it after use.
    public var bytes: [UInt8] { secret.withUnsafeBytes { Array($0) } }

    /// The same secret, whose public key is written in this form.
    public func with(compressed: Bool) -> PrivateKey {
        PrivateKey(checked: secret, isCompressed: compressed)
    }

    private init(checked secret: SecretBytes, isCompressed: Bool) {
        self.secret = secret
        self.isCompressed = isCompressed
    }

    /// The point that belongs to the key.
    public var publicKey: PublicKey {
        var point = secp256k1_pubkey()
        // Cannot fail for a key that was checked.
        _ = secret.withBytePointer { secp256k1_ec_pubkey_create(CurveContext.signing, &point, $0) }
        return PublicKey(point: point, isCompressed: isCompressed)
    }

    /// The key with `tweak` added; nil if that is no key (BIP32).
    public func adding(tweak: Bytes32) -> PrivateKey? {
        adding(tweak: SecretBytes(copying: tweak.rawSpan))
    }

    /// The key with a secret tweak of 32 bytes added; nil if that is no key (BIP32).
    public func adding(tweak: SecretBytes) -> PrivateKey? {
        guard tweak.count == 32 else { return nil }
        var sum = bytes
        let isKey = tweak.withBytePointer {
            secp256k1_ec_seckey_tweak_add(CurveContext.signing, &sum, $0) == 1
        }
        let secret = SecretBytes(taking: &sum)
        return isKey ? PrivateKey(checked: secret, isCompressed: isCompressed) : nil
    }

    /// A DER signature over `hash`, low S, with an R below 2^255 so that it takes 71 bytes at most.
    public func signature(over hash: Bytes32) -> [UInt8] {
        var signature = secp256k1_ecdsa_signature()
        var extra = Bytes32()
        var counter: UInt64 = 0
        while true {
            hash.withBytePointer { message in
                extra.withBytePointer { entropy in
                    secret.withBytePointer {
                        _ = secp256k1_ecdsa_sign(
                            CurveContext.signing, &signature, message, $0,
                            secp256k1_nonce_function_rfc6979, counter == 0 ? nil : UnsafeRawPointer(entropy))
                    }
                }
            }
            var compact = [UInt8](repeating: 0, count: 64)
            secp256k1_ecdsa_signature_serialize_compact(CurveContext.signing, &compact, &signature)
            if compact[0] < 0x80 { break }
            counter += 1
            extra.words[0] = counter.littleEndian
        }
        return [UInt8](unsafeUninitializedCapacity: 72) { buffer, count in
            count = 72
            secp256k1_ecdsa_signature_serialize_der(
                CurveContext.signing, buffer.baseAddress.unsafelyUnwrapped, &count, &signature)
        }
    }

    /// A compact signature of 65 bytes, from which the key can be recovered.
    public func recoverableSignature(over hash: Bytes32) -> [UInt8] {
        var signature = secp256k1_ecdsa_recoverable_signature()
        _ = hash.withBytePointer { message in
            secret.withBytePointer {
                secp256k1_ecdsa_sign_recoverable(
                    CurveContext.signing, &signature, message, $0, secp256k1_nonce_function_rfc6979, nil)
            }
        }
        var recovery: Int32 = 0
        var compact = [UInt8](repeating: 0, count: 65)
        compact.withUnsafeMutableBufferPointer {
            _ = secp256k1_ecdsa_recoverable_signature_serialize_compact(
                CurveContext.signing, $0.baseAddress.unsafelyUnwrapped + 1, &recovery, &signature)
        }
        compact[0] = UInt8(27 + recovery + (isCompressed ? 4 : 0))
        return compact
    }

    /// A Schnorr signature (BIP340) over `message`. With a tweak the key is first tweaked as BIP341 says;
    /// `auxiliary` is fresh randomness, or zeroes for a signature that is always the same.
    public func schnorrSignature(
        over message: Bytes32, tweak: Bytes32? = nil, auxiliary: Bytes32 = Bytes32()
    ) -> [UInt8]? {
        var pair = secp256k1_keypair()
        defer { clear(&pair) }
        let isPair = secret.withBytePointer {
            secp256k1_keypair_create(CurveContext.signing, &pair, $0) == 1
        }
        guard isPair else { return nil }
        if let tweak {
            let isKey = tweak.withBytePointer {
                secp256k1_keypair_xonly_tweak_add(CurveContext.signing, &pair, $0) == 1
            }
            guard isKey else { return nil }
        }
        var signature = [UInt8](repeating: 0, count: 64)
        let isSigned = message.withBytePointer { message in
            auxiliary.withBytePointer {
                secp256k1_schnorrsig_sign32(CurveContext.signing, &signature, message, &pair, $0) == 1
            }
        }
        return isSigned ? signature : nil
    }
}

extension PrivateKey: Equatable {
    /// Equal secrets, compared without an early end.
    public static func == (a: Self, b: Self) -> Bool {
        a.secret == b.secret && a.isCompressed == b.isCompressed
    }
}
