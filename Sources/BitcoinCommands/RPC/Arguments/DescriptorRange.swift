import BitcoinSupport

/// The indexes that a request wants of a descriptor that stands for many scripts.
public struct DescriptorRange: Equatable, Sendable {
    /// How many indexes a request may ask for.
    public static let maximumCount: Int64 = 1_000_000

    /// The indexes, each below 2^31.
    public let indexes: ClosedRange<UInt32>

    /// Reads the last index, or an array of the first and the last.
    public init(_ value: JSONValue) throws {
        let bounds: (low: Int64, high: Int64)
        switch value {
        case .number:
            bounds = (0, try value.requireInteger())
        case .array(let elements)
        where elements.count == 2 && elements.allSatisfy { $0.kind == .number }:
            bounds = (try elements[0].requireInteger(), try elements[1].requireInteger())
            guard bounds.low <= bounds.high else {
                throw RPCError(
                    .invalidParameter, "Range specified as [begin,end] must not have begin after end")
            }
        default:
            throw RPCError(.invalidParameter, "Range must be specified as end or as [begin,end]")
        }
        guard bounds.low >= 0 else {
            throw RPCError(.invalidParameter, "Range should be greater or equal than 0")
        }
        guard (0..<1 << 31).contains(bounds.high) else {
            throw RPCError(.invalidParameter, "End of range is too high")
        }
        guard bounds.high - bounds.low < Self.maximumCount else {
            throw RPCError(.invalidParameter, "Range is too large")
        }
        indexes = UInt32(bounds.low)...UInt32(bounds.high)
    }
}
