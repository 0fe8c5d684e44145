/// Versions of the protocol that brought something new.
public enum ProtocolVersion {
    /// What this program speaks: that of BIP434.
    public static let current: Int32 = 70017
    /// The oldest that a peer may speak.
    public static let minimum: Int32 = 31800
    /// BIP31: `ping` has a number that `pong` repeats, from the version after this on.
    public static let beforePong: Int32 = 60000
    /// BIP130: `sendheaders`.
    public static let sendHeaders: Int32 = 70012
    /// BIP133: `feefilter`.
    public static let feeFilter: Int32 = 70013
    /// BIP152: compact blocks.
    public static let compactBlocks: Int32 = 70014
    /// A peer is not banned for blocks that are invalid only by their witnesses.
    public static let invalidCompactBlocks: Int32 = 70015
    /// BIP339: transactions by wtxid.
    public static let wtxidRelay: Int32 = 70016
    /// BIP434: `feature`.
    public static let feature: Int32 = 70017
}
