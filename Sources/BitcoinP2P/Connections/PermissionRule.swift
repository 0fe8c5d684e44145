import BitcoinSupport

/// What the user writes to allow peers more: `permissions@address` (`-whitelist`, `-whitebind`).
public struct PermissionRule: Sendable {
    /// Why a rule cannot be read, in words for the user.
    public struct Invalid: Error, CustomStringConvertible, Sendable {
        /// The message.
        public let description: String
    }

    /// What is allowed.
    public let permissions: PeerPermissions
    /// Whether it holds for peers that connect to this node.
    public let appliesToInbound: Bool
    /// Whether it holds for peers that this node connects to.
    public let appliesToOutbound: Bool
    /// What follows the permissions.
    public let place: String

    private static let names: [String: PeerPermissions] = [
        "bloomfilter": .bloomFilter, "bloom": .bloomFilter, "noban": .noBan, "forcerelay": .forceRelay,
        "mempool": .mempool, "download": .download, "all": .all, "relay": .relay, "addr": .addresses,
    ]

    /// Reads a rule. Only where `allowsOutbound`, it may hold for peers that this node connects to.
    public init(_ text: String, allowsOutbound: Bool) throws(Invalid) {
        guard let separator = text.firstIndex(of: "@") else {
            permissions = .implicit
            appliesToInbound = true
            appliesToOutbound = false
            place = text
            return
        }
        var permissions: PeerPermissions = []
        var isInbound = false
        var isOutbound = false
        for word in text[..<separator].split(separator: ",") {
            switch word {
            case "in": isInbound = true
            case "out":
                guard allowsOutbound else {
                    throw Invalid(
                        description:
                            "whitebind may only be used for incoming connections (\"out\" was passed)")
                }
                isOutbound = true
            default:
                guard let permission = Self.names[String(word)] else {
                    throw Invalid(description: "Invalid P2P permission: '\(word)'")
                }
                permissions.formUnion(permission)
            }
        }
        guard !permissions.isEmpty || !(isInbound || isOutbound) else {
            throw Invalid(description: "Only direction was set, no permissions: '\(text)'")
        }
        self.permissions = permissions
        appliesToInbound = isInbound || !isOutbound
        appliesToOutbound = isOutbound
        place = String(text[text.index(after: separator)...])
    }
}

/// What is allowed to peers in a range of addresses (`-whitelist`).
public struct PermittedRange: Sendable {
    /// The range.
    public let range: AddressRange
    /// What is allowed, and in which direction.
    public let rule: PermissionRule

    /// Reads a rule and its range.
    public init(_ text: String) throws(PermissionRule.Invalid) {
        rule = try PermissionRule(text, allowsOutbound: true)
        guard let range = AddressRange(rule.place) else {
            throw PermissionRule.Invalid(
                description: "Invalid netmask specified in -whitelist: '\(rule.place)'")
        }
        self.range = range
    }
}
