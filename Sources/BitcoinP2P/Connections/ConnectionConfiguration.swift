import BitcoinConsensus
import BitcoinSupport

/// How connections are made and kept: the options of the user.
public struct ConnectionConfiguration: Sendable {
    /// An address to listen on.
    public struct Listener: Sendable, Hashable {
        /// The endpoint.
        public var endpoint: NetworkEndpoint
        /// Whether what connects there comes through this node's onion service.
        public var isOnion: Bool
        /// What is allowed to those who connect there.
        public var permissions: PeerPermissions
        /// Whether the node ends if it cannot listen there.
        public var isRequired: Bool

        /// An address to listen on.
        public init(
            _ endpoint: NetworkEndpoint, isOnion: Bool = false, permissions: PeerPermissions = [],
            isRequired: Bool = true
        ) {
            self.endpoint = endpoint
            self.isOnion = isOnion
            self.permissions = permissions
            self.isRequired = isRequired
        }
    }

    /// The four bytes that start each message in the clear.
    public var messageStart: [UInt8]
    /// The port of peers whose port nobody has said.
    public var defaultPort: UInt16
    /// What this node offers.
    public var localServices: ServiceFlags = []
    /// Where to listen.
    public var listeners: [Listener] = []
    /// The most connections that are kept without the user's order (`-maxconnections`).
    public var maximumConnections = Self.defaultMaximumConnections
    /// How many percent of those who may connect to this node may have transactions relayed
    /// (`-inboundrelaypercent`).
    public var inboundRelayPercent = 50
    /// Whether connections are encrypted where both sides can (`-v2transport`).
    public var usesEncryption = true
    /// How long connecting may take, in milliseconds (`-timeout`).
    public var connectTimeoutMilliseconds: Int64 = 5000
    /// After how many seconds a peer that does not speak is dropped (`-peertimeout`).
    public var peerTimeoutSeconds: Int64 = 60
    /// Bytes received that wait for each connection (`-maxreceivebuffer`).
    public var receiveBufferBytes = 5_000_000
    /// Bytes to send that wait for each connection (`-maxsendbuffer`).
    public var sendBufferBytes = 1_000_000
    /// Bytes to send in a day; 0 for no limit (`-maxuploadtarget`).
    public var uploadLimitBytes: UInt64 = 0
    /// Nodes to stay connected to (`-addnode`).
    public var addedNodes: [String] = []
    /// The only nodes to connect to (`-connect`); nil if they are chosen.
    public var onlyNodes: [String]?
    /// What is allowed to peers at certain addresses (`-whitelist`).
    public var whitelist: [PermittedRange] = []
    /// Whether peers with default permissions have their transactions passed on always (`-whitelistforcerelay`).
    public var whitelistForcesRelay = false
    /// Whether peers with default permissions have their transactions taken always (`-whitelistrelay`).
    public var whitelistRelays = true
    /// Whether names are looked up (`-dns`).
    public var looksUpNames = true
    /// Whether there is to be any traffic at the start (`-networkactive`).
    public var startsActive = true
    /// Names that resolve to nodes, and whether they are asked (`-dnsseed`), in any case (`-forcednsseed`).
    public var dnsSeeds: [String] = []
    /// Whether the names are asked even if enough addresses are known (`-forcednsseed`).
    public var forcesDNSSeeds = false
    /// Whether names are asked for nodes at all (`-dnsseed`).
    public var asksDNSSeeds = true
    /// Nodes to ask for addresses (`-seednode`).
    public var seedNodes: [String] = []
    /// Nodes to begin with if no others are known (`-fixedseeds`); nil if there are to be none.
    public var fixedSeeds: [NetworkEndpoint]? = []
    /// Through what peers are reached.
    public var proxies = ProxyChoice()
    /// The file of the peers of the last run that relayed blocks only; nil if none is kept.
    public var anchorPath: String?
    /// The file of known addresses; nil if none is kept.
    public var addressPath: String?
    /// Where all messages are written; nil for nowhere (`-capturemessages`).
    public var captureDirectory: String?
    /// Whether addresses of peers go to the log (`-logips`).
    public var logsAddresses = false
    /// Whether fc00::/8 is CJDNS (`-cjdnsreachable`).
    public var reachesCJDNS = false

    /// The most connections without the user's order, if he says nothing.
    public static let defaultMaximumConnections = 200
    /// Automatic connections that relay everything.
    public static let maximumOutboundFullRelay = 8
    /// Automatic connections that relay blocks only.
    public static let maximumBlockRelayOnly = 2
    /// Connections that end after the handshake.
    public static let maximumFeelers = 1
    /// Connections to nodes that the user has added.
    public static let maximumAddedNodes = 8

    /// Automatic connections that relay everything, with this number of connections in all.
    var outboundFullRelayLimit: Int { min(Self.maximumOutboundFullRelay, maximumConnections) }
    /// Automatic connections that relay blocks only.
    var blockRelayLimit: Int { min(Self.maximumBlockRelayOnly, maximumConnections - outboundFullRelayLimit) }
    /// All automatic connections that this node makes.
    var automaticLimit: Int {
        min(outboundFullRelayLimit + blockRelayLimit + Self.maximumFeelers, maximumConnections)
    }
    /// How many may connect to this node.
    var inboundLimit: Int {
        max(0, maximumConnections - outboundFullRelayLimit - blockRelayLimit - Self.maximumFeelers)
    }
    /// How many of those who connect to this node may have transactions relayed.
    var inboundRelayLimit: Int { inboundLimit * min(max(inboundRelayPercent, 0), 100) / 100 }
    /// Whether nodes to connect to are chosen from the known ones.
    public var choosesNodes: Bool { onlyNodes == nil }

    /// The defaults for a network.
    public init(_ parameters: ChainParameters) {
        messageStart = parameters.messageStart
        defaultPort = parameters.defaultPort
        dnsSeeds = parameters.dnsSeeds
    }

    /// What this node offers to a peer with some permissions.
    func services(for permissions: PeerPermissions) -> ServiceFlags {
        permissions.contains(.bloomFilter) ? localServices.union(.bloom) : localServices
    }

    /// What is allowed to a peer: what its rules say, and the defaults where they say nothing.
    func permissions(of address: NetworkAddress?, inbound: Bool, base: PeerPermissions = [])
        -> PeerPermissions
    {
        var permissions = base
        if let address {
            for entry in whitelist
            where inbound ? entry.rule.appliesToInbound : entry.rule.appliesToOutbound {
                if entry.range.contains(address) { permissions.formUnion(entry.rule.permissions) }
            }
        }
        guard permissions.contains(.implicit) else { return permissions }
        permissions.remove(.implicit)
        if whitelistForcesRelay { permissions.formUnion(.forceRelay) }
        if whitelistRelays { permissions.formUnion(.relay) }
        return permissions.union([.mempool, .noBan])
    }
}
