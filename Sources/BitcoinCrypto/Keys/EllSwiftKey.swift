internal import CSecp256k1

/// A key whose public part is written in 64 bytes that look random (BIP324).
public struct EllSwiftKey: Sendable {
    private let privateKey: PrivateKey

    /// The public part, as it is sent.
    public let encoding: [UInt8]

    /// Bytes of an encoded key.
    public static let size = 64

    /// The key with an encoding that depends on `entropy`, of which there are many.
    public init(_ privateKey: PrivateKey, entropy: Bytes32) {
        self.privateKey = privateKey
        encoding = entropy.withBytePointer { entropy in
            privateKey.secretBytes.withBytePointer { secret in
                [UInt8](unsafeUninitializedCapacity: Self.size) { output, written in
                    let start = output.baseAddress.unsafelyUnwrapped
                    // Cannot fail for a key that was checked.
                    _ = secp256k1_ellswift_create(CurveContext.signing, start, secret, entropy)
                    written = Self.size
                }
            }
        }
    }

    /// A key with an encoding that was made before.
    init(_ privateKey: PrivateKey, encoding: [UInt8]) {
        self.privateKey = privateKey
        self.encoding = encoding
    }

    /// A new key from the system's random numbers.
    public static func random() -> EllSwiftKey {
        var generator = SystemRandomNumberGenerator()
        let entropy = Bytes32(words: InlineArray<4, UInt64> { _ in generator.next() })
        return EllSwiftKey(.random(), entropy: entropy)
    }

    /// What this key and another's public part have in common. Any 64 bytes are a public part; nil for fewer or more.
    public func sharedSecret(with other: [UInt8], isInitiator: Bool) -> Bytes32? {
        guard other.count == Self.size else { return nil }
        let (first, second) = isInitiator ? (encoding, other) : (other, encoding)
        return Bytes32.written { output in
            privateKey.secretBytes.withBytePointer { secret in
                // Cannot fail for a key that was checked.
                _ = secp256k1_ellswift_xdh(
                    CurveContext.signing, output, first, second, secret, isInitiator ? 0 : 1,
                    secp256k1_bip324_hash_function(), nil)
            }
        }
    }
}
