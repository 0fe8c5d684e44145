import CSecp256k1

/// The two ways to write a public key. Only used to shorten the scripts of stored coins, which must
/// be done for every coin of the early chain.
enum PublicKeyForms {
    // Never written to after it was made, so any thread may use it.
    nonisolated(unsafe) private static let context: OpaquePointer = secp256k1_context_create(
        UInt32(SECP256K1_CONTEXT_NONE))

    private static func parse(_ bytes: [UInt8]) -> secp256k1_pubkey? {
        var key = secp256k1_pubkey()
        return secp256k1_ec_pubkey_parse(context, &key, bytes, bytes.count) == 1
            ? key : nil
    }

    /// Whether bytes are a point of the curve.
    static func isOnCurve(_ bytes: [UInt8]) -> Bool { parse(bytes) != nil }

    /// The 65 bytes of a key that is given by 33; nil if there is no such point.
    static func uncompressed(_ bytes: [UInt8]) -> [UInt8]? {
        guard var key = parse(bytes) else { return nil }
        var count = 65
        var form = [UInt8](repeating: 0, count: count)
        secp256k1_ec_pubkey_serialize(
            context, &form, &count, &key, UInt32(SECP256K1_EC_UNCOMPRESSED))
        return form
    }
}
