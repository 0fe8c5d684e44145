/// Looks for the mark that ends a peer's random bytes (BIP324), in bytes that come little by little.
///
/// What was searched is not searched again, so that a peer that sends single bytes costs no more than another.
struct GarbageSearch {
    /// What is known after the bytes that have come.
    enum Outcome: Equatable {
        /// The mark begins after this many random bytes.
        case found(after: Int)
        /// The mark may still come.
        case incomplete
        /// More random bytes came than a peer may send.
        case tooLong
    }

    /// Where the mark does not begin: at none of the first places, this many.
    private(set) var searched = 0

    /// Goes on searching.
    ///
    /// - Parameters:
    ///   - terminator: the mark, 16 bytes.
    ///   - bytes: everything since the peer's key, what was given before included.
    ///   - limit: random bytes at most.
    mutating func search(for terminator: [UInt8], in bytes: ArraySlice<UInt8>, limit: Int) -> Outcome {
        while searched <= limit, bytes.count - searched >= terminator.count {
            let start = bytes.startIndex + searched
            if bytes[start..<start + terminator.count].elementsEqual(terminator) {
                return .found(after: searched)
            }
            searched += 1
        }
        return searched > limit ? .tooLong : .incomplete
    }
}
