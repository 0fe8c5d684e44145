/// A connection's number. Numbers count up from zero and are never used twice.
public struct PeerID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number.
    public let rawValue: Int64

    /// A number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// Older connections first.
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// The digits.
    public var description: String { "\(rawValue)" }
}
