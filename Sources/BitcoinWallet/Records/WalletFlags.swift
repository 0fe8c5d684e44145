/// What sets a wallet apart. The names and numbers are Bitcoin Core's.
///
/// A program that does not know a flag of the upper half must not open the wallet.
struct WalletFlags: OptionSet, Hashable, Sendable {
    let rawValue: UInt64

    /// Coins of addresses that were spent from are kept apart from the others.
    static let avoidReuse = WalletFlags(rawValue: 1 << 0)
    /// Keys have their origins noted.
    static let keyOriginMetadata = WalletFlags(rawValue: 1 << 1)
    /// The public key after the last hardened step is noted.
    static let lastHardenedKeyCached = WalletFlags(rawValue: 1 << 2)
    /// There are no private keys, and there never will be.
    static let disablePrivateKeys = WalletFlags(rawValue: 1 << 32)
    /// The wallet was created without keys, and makes none by itself.
    static let blank = WalletFlags(rawValue: 1 << 33)
    /// Scripts come from descriptors.
    static let descriptors = WalletFlags(rawValue: 1 << 34)
    /// Another device signs.
    static let externalSigner = WalletFlags(rawValue: 1 << 35)

    /// Every flag that this program knows, by name.
    static let names: [(flag: WalletFlags, name: String)] = [
        (.avoidReuse, "avoid_reuse"),
        (.blank, "blank"),
        (.keyOriginMetadata, "key_origin_metadata"),
        (.lastHardenedKeyCached, "last_hardened_xpub_cached"),
        (.disablePrivateKeys, "disable_private_keys"),
        (.descriptors, "descriptor_wallet"),
        (.externalSigner, "external_signer"),
    ]

    /// Those that a user may change.
    static let mutable: WalletFlags = [.avoidReuse]

    /// Whether this program understands every flag that it must.
    var isUnderstood: Bool {
        let known = Self.names.reduce(into: WalletFlags()) { $0.insert($1.flag) }
        return subtracting(known).rawValue >> 32 == 0
    }

    /// The names of the flags that are set, in the order of ``names``.
    var names: [String] { Self.names.filter { contains($0.flag) }.map(\.name) }
}
