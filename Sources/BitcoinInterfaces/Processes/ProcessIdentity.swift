/// Who a process is: what two programs tell each other before anything else.
public struct ProcessIdentity: Sendable, Hashable {
    /// The program's name, such as `bitcoin-node`.
    public var program: String

    /// The program's version as a number: 10000 × major + 100 × minor + build.
    public var version: Int32

    /// The name of the network that the process works on, as in `-chain=<name>`.
    public var network: String

    /// A digest of the schemas that the program was built with. Two programs with different digests would read
    /// each other's messages differently.
    public var schemaHash: UInt64

    /// Abilities that the process has and that a peer may use when it sees them here.
    public var features: [String]

    /// Creates an identity.
    public init(
        program: String, version: Int32, network: String, schemaHash: UInt64, features: [String] = []
    ) {
        self.program = program
        self.version = version
        self.network = network
        self.schemaHash = schemaHash
        self.features = features
    }

    /// Throws ``ProcessMismatch`` unless this process can work with the peer.
    public func check(_ peer: ProcessIdentity) throws(ProcessMismatch) {
        if peer.version != version {
            throw .version(local: self, peer: peer)
        }
        if peer.schemaHash != schemaHash {
            throw .schema(local: self, peer: peer)
        }
        if peer.network != network {
            throw .network(local: self, peer: peer)
        }
    }
}
