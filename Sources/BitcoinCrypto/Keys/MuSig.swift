internal import CSecp256k1

/// Schnorr signatures that several keys make together, as if they were one (BIP327).
public enum MuSig {
    /// What one of the keys contributes to a signature.
    public struct Contribution: Sendable {
        /// The key.
        public let key: PublicKey
        /// The 66 bytes of its public nonce.
        public let nonce: [UInt8]
        /// Its partial signature.
        public let signature: Bytes32

        /// A contribution.
        public init(key: PublicKey, nonce: [UInt8], signature: Bytes32) {
            self.key = key
            self.nonce = nonce
            self.signature = signature
        }
    }

    /// What is added to the aggregate key before it signs.
    public struct Tweak: Sendable {
        /// So many times the generator.
        public let value: Bytes32
        /// Whether it is added to the point with an even Y, as for taproot, or to the point itself, as for derivation.
        public let isXOnly: Bool

        /// A tweak.
        public init(_ value: Bytes32, isXOnly: Bool) {
            self.value = value
            self.isXOnly = isXOnly
        }
    }

    /// The number of bytes of a public nonce.
    public static let nonceSize = 66

    /// The 64 bytes of the signature that contributions of all keys give, in the order in which the keys were aggregated.
    /// Nil if they are not those of `aggregate`, or if one of them is not right.
    public static func signature(
        of contributions: [Contribution], aggregate: PublicKey, tweaks: [Tweak], message: Bytes32
    ) -> [UInt8]? {
        guard var parts = Parts(contributions), var cache = parts.aggregated(to: aggregate),
            add(tweaks, to: &cache), var session = parts.session(&cache, message),
            parts.areRight(&cache, &session)
        else { return nil }
        return parts.signature(&session)
    }

    private static func add(_ tweaks: [Tweak], to cache: inout secp256k1_musig_keyagg_cache) -> Bool {
        tweaks.allSatisfy { tweak in
            tweak.value.withBytePointer { value in
                let add =
                    tweak.isXOnly
                    ? secp256k1_musig_pubkey_xonly_tweak_add : secp256k1_musig_pubkey_ec_tweak_add
                return add(CurveContext.verifying, nil, &cache, value) == 1
            }
        }
    }
}

/// Contributions as the library has them.
private struct Parts {
    private var keys: [secp256k1_pubkey] = []
    private var nonces: [secp256k1_musig_pubnonce] = []
    private var signatures: [secp256k1_musig_partial_sig] = []

    /// Nil if there are none, or if one is malformed.
    init?(_ contributions: [MuSig.Contribution]) {
        guard !contributions.isEmpty else { return nil }
        for contribution in contributions {
            guard contribution.nonce.count == MuSig.nonceSize else { return nil }
            var nonce = secp256k1_musig_pubnonce()
            var signature = secp256k1_musig_partial_sig()
            guard secp256k1_musig_pubnonce_parse(CurveContext.verifying, &nonce, contribution.nonce) == 1,
                contribution.signature.withBytePointer({
                    secp256k1_musig_partial_sig_parse(CurveContext.verifying, &signature, $0) == 1
                })
            else { return nil }
            keys.append(contribution.key.point)
            nonces.append(nonce)
            signatures.append(signature)
        }
    }

    /// The library takes lists of pointers.
    private static func withPointers<Element, Result>(
        _ elements: [Element], _ body: ([UnsafePointer<Element>?]) -> Result
    ) -> Result {
        elements.withUnsafeBufferPointer { buffer in
            body(buffer.indices.map { index in buffer.baseAddress.map { $0 + index } })
        }
    }

    /// The keys together, if they are the aggregate key.
    func aggregated(to expected: PublicKey) -> secp256k1_musig_keyagg_cache? {
        var cache = secp256k1_musig_keyagg_cache()
        var point = secp256k1_pubkey()
        let isKey = Self.withPointers(keys) {
            secp256k1_musig_pubkey_agg(CurveContext.verifying, nil, &cache, $0, $0.count) == 1
                && secp256k1_musig_pubkey_get(CurveContext.verifying, &point, &cache) == 1
        }
        return isKey && PublicKey(point: point, isCompressed: true) == expected.with(compressed: true)
            ? cache : nil
    }

    /// What the message and all nonces make of it.
    func session(
        _ cache: inout secp256k1_musig_keyagg_cache, _ message: Bytes32
    ) -> secp256k1_musig_session? {
        var nonce = secp256k1_musig_aggnonce()
        var session = secp256k1_musig_session()
        let isSession =
            Self.withPointers(nonces) {
                secp256k1_musig_nonce_agg(CurveContext.verifying, &nonce, $0, $0.count) == 1
            }
            && message.withBytePointer {
                secp256k1_musig_nonce_process(CurveContext.verifying, &session, &nonce, $0, &cache) == 1
            }
        return isSession ? session : nil
    }

    /// Whether each partial signature is that of its key.
    mutating func areRight(
        _ cache: inout secp256k1_musig_keyagg_cache, _ session: inout secp256k1_musig_session
    ) -> Bool {
        for index in keys.indices {
            let isRight = secp256k1_musig_partial_sig_verify(
                CurveContext.verifying, &signatures[index], &nonces[index], &keys[index], &cache, &session)
            guard isRight == 1 else { return false }
        }
        return true
    }

    /// All partial signatures together.
    func signature(_ session: inout secp256k1_musig_session) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 64)
        let isSignature = Self.withPointers(signatures) {
            secp256k1_musig_partial_sig_agg(CurveContext.verifying, &bytes, &session, $0, $0.count) == 1
        }
        return isSignature ? bytes : nil
    }
}
