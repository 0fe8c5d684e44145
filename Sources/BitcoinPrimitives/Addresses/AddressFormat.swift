/// What addresses and keys of a network start with.
public struct AddressFormat: Sendable, Hashable {
    /// The byte before a public key's hash.
    public let publicKeyHashPrefix: UInt8
    /// The byte before a script's hash.
    public let scriptHashPrefix: UInt8
    /// The byte before a private key.
    public let privateKeyPrefix: UInt8
    /// The four bytes before an extended public key (BIP32).
    public let extendedPublicKeyPrefix: [UInt8]
    /// The four bytes before an extended private key (BIP32).
    public let extendedPrivateKeyPrefix: [UInt8]
    /// The human-readable part of segwit addresses (BIP173).
    public let segwitPrefix: String

    /// The main network's.
    public static let main = AddressFormat(
        publicKeyHashPrefix: 0, scriptHashPrefix: 5, privateKeyPrefix: 128,
        extendedPublicKeyPrefix: [0x04, 0x88, 0xb2, 0x1e],
        extendedPrivateKeyPrefix: [0x04, 0x88, 0xad, 0xe4],
        segwitPrefix: "bc")
    /// That of all test networks but regtest.
    public static let test = testing(segwitPrefix: "tb")
    /// Regtest's.
    public static let regtest = testing(segwitPrefix: "bcrt")

    private static func testing(segwitPrefix: String) -> AddressFormat {
        AddressFormat(
            publicKeyHashPrefix: 111, scriptHashPrefix: 196, privateKeyPrefix: 239,
            extendedPublicKeyPrefix: [0x04, 0x35, 0x87, 0xcf],
            extendedPrivateKeyPrefix: [0x04, 0x35, 0x83, 0x94], segwitPrefix: segwitPrefix)
    }
}
