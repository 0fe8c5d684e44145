/// The networks that a node can be on.
public enum ChainType: String, Sendable, CaseIterable, CustomStringConvertible {
    /// The one with money on it.
    case main
    /// Testnet 3.
    case testnet = "test"
    /// Testnet 4 (BIP 94).
    case testnet4
    /// A network whose blocks are signed (BIP 325).
    case signet
    /// A private network for tests.
    case regtest

    /// The name that RPC, `-chain` and configuration sections use.
    public var name: String { rawValue }

    /// The name that RPC, `-chain` and configuration sections use.
    public var description: String { rawValue }

    /// The folder inside the data directory; empty for the main network.
    public var dataDirectoryName: String {
        switch self {
        case .main: ""
        case .testnet: "testnet3"
        case .testnet4: "testnet4"
        case .signet: "signet"
        case .regtest: "regtest"
        }
    }

    /// The port of JSON-RPC if `-rpcport` says nothing else.
    public var defaultRPCPort: UInt16 {
        switch self {
        case .main: 8332
        case .testnet: 18332
        case .testnet4: 48332
        case .signet: 38332
        case .regtest: 18443
        }
    }

    /// The port of the peer-to-peer network if `-port` says nothing else.
    public var defaultPort: UInt16 {
        switch self {
        case .main: 8333
        case .testnet: 18333
        case .testnet4: 48333
        case .signet: 38333
        case .regtest: 18444
        }
    }
}
