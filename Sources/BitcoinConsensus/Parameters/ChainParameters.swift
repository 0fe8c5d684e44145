import BitcoinPrimitives
import BitcoinSupport

/// Everything that sets a network apart.
public struct ChainParameters: Sendable {
    /// Which network it is.
    public let chain: ChainType
    /// What consensus depends on.
    public internal(set) var consensus: ConsensusParameters
    /// The four bytes that messages and stored blocks start with.
    public internal(set) var messageStart: [UInt8]
    /// The first block.
    public let genesis: Block
    /// How addresses look.
    public let addressFormat: AddressFormat
    /// Blocks below this height are never pruned away.
    public internal(set) var pruneAfterHeight: Int
    /// How many GB the blocks take today.
    public internal(set) var assumedBlockchainSize: Int
    /// How many GB the coins take today.
    public internal(set) var assumedChainStateSize: Int
    /// Names that resolve to nodes.
    public internal(set) var dnsSeeds: [String]
    /// UTXO sets that are known by their hash.
    public internal(set) var assumeUTXO: [AssumeUTXO]
    /// How many transactions there are, to tell how far the download has come.
    public internal(set) var transactionStatistics: TransactionStatistics
    /// How headers are held back until their chain has shown enough work.
    public internal(set) var headersSync: HeadersSync

    /// A UTXO set that can be loaded, since its hash is known.
    public struct AssumeUTXO: Sendable, Hashable {
        /// The height of the block that it belongs to.
        public let height: Int
        /// The hash of the serialized set.
        public let serializedHash: Hash256
        /// How many transactions there were up to the block.
        public let transactionCount: UInt64
        /// The block that it belongs to.
        public let blockHash: BlockHash
    }

    /// How many transactions there were at a time, and how fast they come.
    public struct TransactionStatistics: Sendable, Hashable {
        /// Seconds since 1970.
        public let time: Int64
        /// All transactions up to that time.
        public let count: UInt64
        /// Transactions for each second after it.
        public let rate: Double
    }

    /// Parameters for the first phase of headers download.
    public struct HeadersSync: Sendable, Hashable {
        /// A commitment is kept for each so many headers.
        public let commitmentPeriod: Int
        /// So many headers are held before they are let through.
        public let redownloadBufferSize: Int
    }

    /// True for all but the main network.
    public var isTestChain: Bool { chain != .main }
    /// True if time may be set by RPC.
    public var isMockable: Bool { chain == .regtest }
    /// True if blocks can be found at once.
    public var minesOnDemand: Bool { consensus.noRetargeting }
    /// True if expensive checks of internal consistency run unless they are switched off.
    public var defaultConsistencyChecks: Bool { chain == .regtest }
    /// The port for peers.
    public var defaultPort: UInt16 { chain.defaultPort }

    /// The parameters of a network.
    public static func parameters(
        for chain: ChainType, options: ChainOptions = ChainOptions()
    ) -> ChainParameters {
        var parameters =
            switch chain {
            case .main: main
            case .testnet: testnet
            case .testnet4: testnet4
            case .signet: signet(challenge: options.signetChallenge)
            case .regtest: regtest
            }
        if chain == .signet, let seeds = options.signetSeeds { parameters.dnsSeeds = seeds }
        if chain == .regtest {
            parameters.consensus.enforcesBIP94 = options.enforcesBIP94
            if options.fastPrune { parameters.pruneAfterHeight = 100 }
        }
        for (deployment, height) in options.activationHeights {
            parameters.consensus.activationHeights[deployment] = height
        }
        for override in options.versionBits {
            for index in parameters.consensus.versionBitsDeployments.indices
            where parameters.consensus.versionBitsDeployments[index].name == override.name {
                parameters.consensus.versionBitsDeployments[index].startTime = override.startTime
                parameters.consensus.versionBitsDeployments[index].timeout = override.timeout
                parameters.consensus.versionBitsDeployments[index].minimumActivationHeight =
                    override.minimumActivationHeight
            }
        }
        return parameters
    }
}
