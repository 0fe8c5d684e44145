import BitcoinPrimitives

/// The types of addresses that a wallet makes.
enum AddressType: UInt8, CaseIterable, Sendable {
    /// P2PKH.
    case legacy = 0
    /// P2WPKH in P2SH.
    case nestedSegwit = 1
    /// P2WPKH.
    case bech32 = 2
    /// P2TR.
    case bech32m = 3

    /// The type by its name in options and commands.
    init?(name: String) {
        guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = type
    }

    /// The name in options and commands.
    var name: String {
        switch self {
        case .legacy: "legacy"
        case .nestedSegwit: "p2sh-segwit"
        case .bech32: "bech32"
        case .bech32m: "bech32m"
        }
    }
}
