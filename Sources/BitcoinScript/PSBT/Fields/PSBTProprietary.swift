import BitcoinPrimitives

/// A pair that a program keeps in a PSBT for itself (BIP174, type 0xFC). Two with one key are the same.
public struct PSBTProprietary: Sendable, Hashable, Comparable {
    /// Whose it is.
    public let identifier: Bytes
    /// Which of that one's types.
    public let subtype: UInt64
    /// The whole key, with its type in front.
    public let key: Bytes
    /// The value.
    public let value: Bytes

    /// By the whole key.
    public static func < (a: Self, b: Self) -> Bool { a.key < b.key }
}

extension [Bytes: PSBTProprietary] {
    /// The pairs as they are written.
    var records: [Bytes: Bytes] { mapValues(\.value) }
}
