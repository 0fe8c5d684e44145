import BitcoinInterfaces
import Multiprocess

/// A timeout travels as milliseconds.
extension Timeout: ScalarConvertible {
    /// Longer than any process runs; what is meant by more is forever.
    private static let longestMilliseconds: Double = 1e15

    /// Reads milliseconds.
    public init(scalar milliseconds: Double) {
        if milliseconds.isNaN || milliseconds <= 0 {
            self = .after(.zero)
        } else if milliseconds > Self.longestMilliseconds {
            self = .never
        } else {
            self = .after(.milliseconds(milliseconds))
        }
    }

    /// Milliseconds.
    public var scalar: Double {
        switch self {
        case .never: return .greatestFiniteMagnitude
        case .after(let duration):
            let (seconds, attoseconds) = duration.components
            // By way of whole nanoseconds, so that milliseconds stay what they are.
            return Double(seconds) * 1e3 + Double(attoseconds / 1_000_000_000) / 1e6
        }
    }
}
