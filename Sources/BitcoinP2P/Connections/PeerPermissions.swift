/// What the user allows a peer beyond what others may do (`-whitelist`, `-whitebind`).
public struct PeerPermissions: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt32

    /// Permissions from their bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// May set bloom filters.
    public static let bloomFilter = PeerPermissions(rawValue: 1 << 1)
    /// Its transactions are taken even with `-blocksonly`, and its announcements are not limited.
    public static let relay = PeerPermissions(rawValue: 1 << 3)
    /// Its transactions are passed on even if they are in the mempool.
    public static let forceRelay: PeerPermissions = [PeerPermissions(rawValue: 1 << 2), .relay]
    /// Gets headers during the initial download, and blocks beyond `-maxuploadtarget`.
    public static let download = PeerPermissions(rawValue: 1 << 6)
    /// Is not disconnected for what it does.
    public static let noBan: PeerPermissions = [PeerPermissions(rawValue: 1 << 4), .download]
    /// May ask for the contents of the mempool.
    public static let mempool = PeerPermissions(rawValue: 1 << 5)
    /// May ask for addresses as often as it likes, and send as many.
    public static let addresses = PeerPermissions(rawValue: 1 << 7)
    /// The user named no permissions: the defaults are meant.
    public static let implicit = PeerPermissions(rawValue: 1 << 31)
    /// All of them.
    public static let all: PeerPermissions = [
        .bloomFilter, .forceRelay, .noBan, .mempool, .download, .addresses,
    ]

    /// The names, as RPC shows them.
    public var names: [String] {
        let named: [(PeerPermissions, String)] = [
            (.bloomFilter, "bloomfilter"), (.noBan, "noban"), (.forceRelay, "forcerelay"), (.relay, "relay"),
            (.mempool, "mempool"), (.download, "download"), (.addresses, "addr"),
        ]
        return named.filter { contains($0.0) }.map(\.1)
    }
}
