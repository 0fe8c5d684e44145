/// Makes keys from a secret (RFC5869), 32 bytes each.
struct HKDFSHA256: Sendable {
    private let pseudorandomKey: [UInt8]

    /// Takes in a secret that need not be evenly distributed.
    init(secret: [UInt8], salt: [UInt8]) {
        pseudorandomKey = HMACSHA256.authenticationCode(secret, key: salt)
    }

    /// The key for a purpose.
    func expand(_ purpose: String) -> [UInt8] {
        HMACSHA256.authenticationCode(Array(purpose.utf8) + [1], key: pseudorandomKey)
    }
}
