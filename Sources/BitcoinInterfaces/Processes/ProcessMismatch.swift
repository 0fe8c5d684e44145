/// Why two processes cannot work together. The text names both sides and the remedy, because each side shows it
/// to its own user.
public enum ProcessMismatch: Error, Hashable, CustomStringConvertible {
    /// The programs are of different versions.
    case version(local: ProcessIdentity, peer: ProcessIdentity)

    /// The programs have the same version but were built from different schemas.
    case schema(local: ProcessIdentity, peer: ProcessIdentity)

    /// The programs work on different networks.
    case network(local: ProcessIdentity, peer: ProcessIdentity)

    /// What is wrong, in one sentence, and what to do, in a second.
    public var description: String {
        switch self {
        case .version(let local, let peer):
            """
            Version mismatch: \(local.program) is version \(local.version), \(peer.program) is version \
            \(peer.version). Install both programs from the same release.
            """
        case .schema(let local, let peer):
            """
            Schema mismatch: \(local.program) has \(Self.hex(local.schemaHash)), \(peer.program) has \
            \(Self.hex(peer.schemaHash)). Install both programs from the same build.
            """
        case .network(let local, let peer):
            """
            Network mismatch: \(local.program) is on \(local.network), \(peer.program) is on \
            \(peer.network). Start both with the same -chain option.
            """
        }
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
