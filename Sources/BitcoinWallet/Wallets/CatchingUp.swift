import BitcoinInterfaces
import BitcoinPrimitives

/// How far a wallet has come that is being led to the tip, and when the user was last told.
struct CatchingUp: Sendable {
    /// The user is told at most this often.
    private static let interval = Duration.seconds(5)

    private let start: Int32
    private var told: ContinuousClock.Instant?

    /// A wallet that begins with the block at this height.
    init(from start: Int32) {
        self.start = start
    }

    /// Notes the last height that the wallet knows. Returns the part of the way in percent if it is time to tell it.
    mutating func advance(
        to height: Int32, of tip: Int32, now: ContinuousClock.Instant = .now
    ) -> Int32? {
        if let told, told.duration(to: now) < Self.interval { return nil }
        told = now
        let length = Int64(tip) - Int64(start) + 1
        guard length > 0 else { return 100 }
        return Int32(clamping: min(max(100 * (Int64(height) - Int64(start) + 1) / length, 0), 100))
    }
}

extension ChainBlock {
    /// The block, checked to be the one that its hash names; `nil` if it is not on the node's disk.
    func decoded() throws -> Block? {
        guard !data.isEmpty else { return nil }
        let block = try Block(serialized: data)
        guard block.header.hash == hash else {
            throw WalletError("Block \(hash) is not what it is said to be")
        }
        return block
    }
}
