/// How much a message may hold. More makes it malformed, or its sender misbehave.
public enum MessageLimits {
    /// No message is longer, in bytes.
    public static let payload = 4_000_000
    /// Items in `inv` and `getdata`.
    public static let inventory = 50_000
    /// Headers in `headers`.
    public static let headers = 2_000
    /// Addresses in `addr` and `addrv2`.
    public static let addresses = 1_000
    /// Hashes in the locator of `getblocks` and `getheaders`.
    public static let locator = 101
    /// Bytes of the user agent in `version`.
    public static let userAgent = 256
    /// BIP155: bytes of one address.
    public static let address = 512
    /// BIP434: bytes of a feature's name.
    public static let featureName = 80
    /// BIP434: bytes of what is said about a feature.
    public static let featureData = 512
    /// BIP152: transactions of a block that have a number.
    public static let compactBlockTransactions = Int(UInt16.max)
}
