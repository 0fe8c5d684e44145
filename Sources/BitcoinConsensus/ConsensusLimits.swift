import BitcoinPrimitives

/// The numbers that all networks share.
public enum ConsensusLimits {
    /// BIP141: 4,000,000 weight units.
    public static let maximumBlockWeight = 4_000_000
    /// A serialized block cannot be larger than its weight allows: 4,000,000 bytes.
    public static let maximumBlockSize = 4_000_000
    /// BIP141: 80,000 units of signature operations; one in a script without witness costs four.
    public static let maximumBlockSignatureCost = 80_000
    /// BIP141: bytes outside of witnesses count four times.
    public static let witnessScaleFactor = 4
    /// Outputs of a coinbase can be spent by the hundredth block after it.
    public static let coinbaseMaturity = 100
    /// A block may be this many seconds ahead of this node's clock.
    public static let maximumFutureSeconds: Int64 = 2 * 60 * 60
    /// BIP94: the first block of a period may be this many seconds earlier than the last of the one before.
    public static let maximumTimewarpSeconds: Int64 = 600
    /// Lock times below this are heights, all others are times.
    public static let lockTimeThreshold: UInt32 = 500_000_000
    /// The median time past is taken over this many blocks.
    public static let medianTimeSpan = 11
}
