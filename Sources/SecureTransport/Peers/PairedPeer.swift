import BitcoinInterfaces

/// The key of another machine, and what it is good for here.
public struct PairedPeer: Sendable, Hashable {
    /// What a key is good for.
    public enum Role: Sendable, Hashable {
        /// Whoever has it may connect to this machine and do this.
        case client(Set<ListenerAddress.Grant>)
        /// Whoever has it is a node that this machine may connect to.
        case node
        /// Nothing any more.
        case revoked
    }

    /// What the user calls it; commands run as the user of this name.
    public let name: String
    /// Its key.
    public let fingerprint: KeyFingerprint
    /// What it is good for.
    public var role: Role

    /// A key; `nil` if the name is not one to 64 letters, digits, dots, hyphens and underscores.
    public init?(name: some StringProtocol, fingerprint: KeyFingerprint, role: Role) {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(Self.isPartOfName) else { return nil }
        self.name = String(name)
        self.fingerprint = fingerprint
        self.role = role
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    // MARK: As a line

    /// Reads `name fingerprint role`, where the role is `node`, `revoked`, or grants with commas between them.
    init?(line: some StringProtocol) {
        let words = line.split { $0 == " " || $0 == "\t" }
        guard words.count == 3, let fingerprint = KeyFingerprint(words[1]), let role = Role(String(words[2]))
        else { return nil }
        self.init(name: words[0], fingerprint: fingerprint, role: role)
    }

    /// The line, without its end.
    public var line: String { "\(name) \(fingerprint) \(role)" }
}

extension PairedPeer.Role: CustomStringConvertible {
    /// `node`, `revoked`, or grants with commas between them.
    public init?(_ text: String) {
        switch text {
        case "node": self = .node
        case "revoked": self = .revoked
        default:
            let grants = text.split(separator: ",", omittingEmptySubsequences: false)
                .map { ListenerAddress.Grant(rawValue: String($0)) }
            guard grants.allSatisfy({ $0 != nil }) else { return nil }
            self = .client(Set(grants.compactMap(\.self)))
        }
    }

    /// The same as text.
    public var description: String {
        switch self {
        case .node: "node"
        case .revoked: "revoked"
        case .client(let grants):
            ListenerAddress.Grant.allCases.filter(grants.contains).map(\.rawValue).joined(separator: ",")
        }
    }
}
