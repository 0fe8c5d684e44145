/// What a node offers to its peers.
public struct ServiceFlags: OptionSet, Sendable, Hashable {
    /// The bits as they are sent.
    public let rawValue: UInt64

    /// Flags from their bits; those without a meaning are kept.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// All blocks.
    public static let network = ServiceFlags(rawValue: 1 << 0)
    /// Bloom filters (BIP111).
    public static let bloom = ServiceFlags(rawValue: 1 << 2)
    /// Witnesses (BIP144).
    public static let witness = ServiceFlags(rawValue: 1 << 3)
    /// Compact block filters (BIP157).
    public static let compactFilters = ServiceFlags(rawValue: 1 << 6)
    /// The last 288 blocks (BIP159).
    public static let networkLimited = ServiceFlags(rawValue: 1 << 10)
    /// The encrypted transport (BIP324).
    public static let encryptedTransport = ServiceFlags(rawValue: 1 << 11)

    /// What is assumed of nodes that DNS and the built-in list name.
    public static let assumedOfSeeds: ServiceFlags = [.network, .witness, .encryptedTransport]

    /// Whether such a node is likely to know addresses.
    public var mayKnowAddresses: Bool { contains(.network) || contains(.networkLimited) }

    /// What is left of an offer while blocks behind a snapshot are missing.
    public var withoutHistory: ServiceFlags { subtracting(.network).union(.networkLimited) }

    /// The names of the flags, as RPC shows them.
    public var names: [String] {
        (0..<64).filter { rawValue & (1 << UInt64($0)) != 0 }.map { Self.name(ofBit: $0) }
    }

    private static func name(ofBit bit: Int) -> String {
        switch bit {
        case 0: "NETWORK"
        case 2: "BLOOM"
        case 3: "WITNESS"
        case 6: "COMPACT_FILTERS"
        case 10: "NETWORK_LIMITED"
        case 11: "P2P_V2"
        default: "UNKNOWN[2^\(bit)]"
        }
    }
}
