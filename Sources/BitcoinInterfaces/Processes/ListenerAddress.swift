/// An address to listen at, and what those who connect there may do: the value of `-ipcbind`.
public struct ListenerAddress: Sendable, Hashable {
    /// Something that clients of a node may do.
    public enum Grant: String, Sendable, CaseIterable {
        /// Make block templates and submit blocks.
        case mining
        /// Call every command that `-rpcwhitelist` leaves to their user.
        case rpc
        /// Serve wallets: see the chain, be told of transactions, broadcast.
        case wallet
        /// Show the node and its wallets in a window, and steer them.
        case gui
    }

    /// What is wrong with a value.
    public struct Invalid: Error, Hashable, CustomStringConvertible {
        /// In words for the user.
        public let description: String
    }

    /// `unix`, `unix:PATH` or `tcp:ADDRESS:PORT`.
    public var address: String
    /// What is granted: everything, unless the value says otherwise.
    public var grants = Set(Grant.allCases)

    /// Everything at an address.
    public init(address: String) {
        self.address = address
    }

    /// Reads a value: an address, and behind it any number of `,grant=<what>`.
    public init(option text: String) throws(Invalid) {
        let mark = ",grant="
        var parts = text.split(separator: ",", omittingEmptySubsequences: false)
        var granted: Set<Grant> = []
        while parts.count > 1, let last = parts.last, last.hasPrefix(mark.dropFirst()) {
            let name = String(last.dropFirst(mark.count - 1))
            guard let grant = Grant(rawValue: name) else {
                throw Invalid(description: "Unknown grant '\(name)': it is \(Self.names)")
            }
            granted.insert(grant)
            parts.removeLast()
        }
        address = parts.joined(separator: ",")
        if !granted.isEmpty { grants = granted }
    }

    private static let names = Grant.allCases.map(\.rawValue).joined(separator: ", ")
}
