/// What became of a block that was checked or submitted.
public struct BlockVerdict: Sendable, Hashable {
    /// Whether the block is valid and, if it was submitted, was accepted as a new one.
    public var accepted: Bool

    /// The reason for refusal in the words of BIP 22; empty when accepted.
    public var reason: String

    /// More about the reason, for the log.
    public var debug: String

    /// Creates a verdict.
    public init(reason: String, debug: String, accepted: Bool) {
        self.accepted = accepted
        self.reason = reason
        self.debug = debug
    }

    /// The verdict on a good block.
    public static let accepted = BlockVerdict(reason: "", debug: "", accepted: true)
}
