import BitcoinPrimitives

/// The numbers of policy that no option changes.
public enum PolicyLimits {
    /// The lowest transaction version that is relayed.
    public static let minimumVersion: UInt32 = 1
    /// The highest transaction version that is relayed; it is also that of BIP431.
    public static let maximumVersion: UInt32 = 3
    /// 400,000 weight units for a transaction.
    public static let maximumWeight = 400_000
    /// Fewer bytes without witnesses could pass for an inner node of a merkle tree (CVE-2017-12842).
    public static let minimumStrippedSize = 65
    /// Bytes of an input's script: enough for fifteen signatures.
    public static let maximumScriptSigSize = 1650
    /// Signature operations in the script that a P2SH input reveals.
    public static let maximumScriptHashOperations = 15
    /// The cost of a transaction's signature operations: a fifth of a block's.
    public static let maximumSignatureCost = 16_000
    /// BIP54: signature operations outside of witnesses that a transaction may execute.
    public static let maximumLegacySignatureOperations = 2500
    /// Items in the witness of a P2WSH input, besides the script.
    public static let maximumWitnessItems = 100
    /// Bytes of each such item, and of each in the witness of a tapscript.
    public static let maximumWitnessItemSize = 80
    /// Bytes of a P2WSH script.
    public static let maximumWitnessScriptSize = 3600
    /// Keys of a bare multisig output.
    public static let maximumBareMultisigKeys = 3
    /// Outputs that are dust, in a transaction without fee whose child has to spend them.
    public static let maximumDustOutputs = 1
    /// Clusters that a replacement may concern directly.
    public static let maximumReplacedClusters = 100
    /// Transactions of a package.
    public static let maximumPackageCount = 25
    /// The weight of a package, if it has more than one transaction.
    public static let maximumPackageWeight = 404_000
    /// A coin of the mempool has this height until it is in a block.
    public static let mempoolHeight: UInt32 = 0x7fff_ffff
}
