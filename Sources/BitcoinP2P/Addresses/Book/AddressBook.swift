/// All that the node knows about addresses.
public struct AddressBook: Sendable {
    /// Those of other nodes.
    public let known: AddressManager
    /// Those not to talk with.
    public let bans: BanManager
    /// Those of this node.
    public let own: OwnAddresses
    /// The networks to connect to (`-onlynet`, and those for which there is a proxy).
    public let reachableNetworks: Set<Network>

    /// An address book.
    public init(
        known: AddressManager = AddressManager(), bans: BanManager = BanManager(),
        own: OwnAddresses = OwnAddresses(), reachableNetworks: Set<Network> = [.ipv4, .ipv6]
    ) {
        self.known = known
        self.bans = bans
        self.own = own
        self.reachableNetworks = reachableNetworks
    }
}
