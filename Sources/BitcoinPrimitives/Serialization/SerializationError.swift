/// Why bytes are not the serialization of what was expected.
public enum SerializationError: Error, Hashable, Sendable {
    /// The bytes end before the value does.
    case endOfData
    /// A CompactSize that is longer than its value needs.
    case nonCanonicalCompactSize
    /// A CompactSize above ``CompactSize/maximum``.
    case compactSizeTooLarge
    /// A witness flag on a transaction whose witnesses are all empty (BIP144).
    case superfluousWitness
    /// A transaction flag other than the witness flag.
    case unknownTransactionData
    /// Bytes are left over after the value.
    case trailingData
    /// A value that its type cannot hold.
    case invalidValue(String)
}

extension SerializationError: CustomStringConvertible {
    /// The text that upstream gives for the same failure.
    public var description: String {
        switch self {
        case .endOfData: "DataStream::read(): end of data"
        case .nonCanonicalCompactSize: "non-canonical ReadCompactSize()"
        case .compactSizeTooLarge: "ReadCompactSize(): size too large"
        case .superfluousWitness: "Superfluous witness record"
        case .unknownTransactionData: "Unknown transaction optional data"
        case .trailingData: "Trailing data"
        case .invalidValue(let text): text
        }
    }
}
