import BitcoinPrimitives
import BitcoinScript

/// What consensus depends on in a network.
public struct ConsensusParameters: Sendable {
    /// The hash of the first block.
    public internal(set) var genesisHash: BlockHash
    /// The subsidy is halved each time after this many blocks.
    public internal(set) var subsidyHalvingInterval: Int
    /// Blocks that are known to be valid, buried, and would fail the usual flags.
    public internal(set) var scriptFlagExceptions: [BlockHash: ScriptFlags] = [:]
    /// From which heights the buried deployments apply.
    public internal(set) var activationHeights: ActivationHeights
    /// The hash of the block that activated BIP34: in its chain no coinbase can be repeated (BIP30).
    public internal(set) var bip34Hash: BlockHash = .zero
    /// No warnings about unknown rules below this height.
    public internal(set) var minimumVersionBitsWarningHeight = 0
    /// The deployments that are counted (BIP9).
    public internal(set) var versionBitsDeployments: [VersionBitsDeployment]
    /// The easiest target.
    public internal(set) var proofOfWorkLimit: UInt256
    /// Test networks: a block 20 minutes late may have the easiest target.
    public internal(set) var allowsMinimumDifficulty = false
    /// BIP94: no timewarp, and retargets start from the period's first block.
    public internal(set) var enforcesBIP94 = false
    /// The target never changes.
    public internal(set) var noRetargeting = false
    /// How many seconds a block should take.
    public internal(set) var targetSpacingSeconds: Int64 = 10 * 60
    /// How many seconds a difficulty period should take.
    public internal(set) var targetTimespanSeconds: Int64 = 14 * 24 * 60 * 60
    /// A chain with less work is not the best one.
    public internal(set) var minimumChainWork: UInt256 = .zero
    /// The signatures in ancestors of this block may be taken as valid.
    public internal(set) var defaultAssumeValid: BlockHash = .zero
    /// BIP325: the script that each block has to satisfy; nil where blocks are not signed.
    public internal(set) var signetChallenge: Script?

    /// How many blocks a difficulty period has.
    public var difficultyInterval: Int { Int(targetTimespanSeconds / targetSpacingSeconds) }

    /// The heights of the deployments that are no longer counted (BIP90).
    public struct ActivationHeights: Sendable, Hashable {
        /// Coinbases start with the height.
        public var bip34: Int
        /// `OP_CHECKLOCKTIMEVERIFY`.
        public var bip65: Int
        /// Strict DER signatures.
        public var bip66: Int
        /// BIP68, BIP112 and BIP113.
        public var csv: Int
        /// BIP141, BIP143 and BIP147.
        public var segwit: Int

        /// Heights, all given.
        public init(bip34: Int, bip65: Int, bip66: Int, csv: Int, segwit: Int) {
            self.bip34 = bip34
            self.bip65 = bip65
            self.bip66 = bip66
            self.csv = csv
            self.segwit = segwit
        }

        /// The height of one of them.
        public subscript(deployment: BuriedDeployment) -> Int {
            get {
                switch deployment {
                case .heightInCoinbase: bip34
                case .checkLockTimeVerify: bip65
                case .strictDER: bip66
                case .checkSequenceVerify: csv
                case .segwit: segwit
                }
            }
            set {
                switch deployment {
                case .heightInCoinbase: bip34 = newValue
                case .checkLockTimeVerify: bip65 = newValue
                case .strictDER: bip66 = newValue
                case .checkSequenceVerify: csv = newValue
                case .segwit: segwit = newValue
                }
            }
        }
    }
}
