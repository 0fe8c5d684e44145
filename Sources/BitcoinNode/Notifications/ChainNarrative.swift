import BitcoinChain
import BitcoinPrimitives

/// Makes messages of what happens to the chain, each step of it once and in order.
///
/// It holds to one invariant: the steps that are told form an unbroken path of blocks, from the tip at the start to
/// the tip now. Events that do not begin where the path ends were told before: who subscribes first and asks for the
/// tip afterwards gets some events twice.
struct ChainNarrative {
    /// Where the path ends.
    private(set) var position: BlockHash
    /// Whether a block was added since a tip was last told of. Without one, the chain only became shorter.
    private var hasGrown = false

    /// Begins at a block that subscribers are not told of.
    init(from position: BlockHash) {
        self.position = position
    }

    /// A step along the path. For a block that is in or leaves the best chain its transactions are told too.
    enum Step {
        case connected(BlockSnapshot)
        case disconnected(BlockSnapshot)
        /// There is a new tip, after all blocks of a reorganisation.
        case arrived(BlockHash)
    }

    /// The step that an event stands for, if it is a new one.
    mutating func received(_ event: ChainEvent) -> Step? {
        switch event {
        case .blockConnected(let block):
            guard block.header.previousBlock == position else { return nil }
            return connect(block)
        case .blockDisconnected(let block):
            guard block.hash == position else { return nil }
            return disconnect(block)
        case .tipChanged(let tip, let isInitialDownload):
            guard tip.hash == position else { return nil }
            defer { hasGrown = false }
            return hasGrown && !isInitialDownload ? .arrived(position) : nil
        default:
            return nil
        }
    }

    /// Adds a block that follows the position.
    mutating func connect(_ block: BlockSnapshot) -> Step {
        position = block.hash
        hasGrown = true
        return .connected(block)
    }

    /// Takes the position's block away.
    mutating func disconnect(_ block: BlockSnapshot) -> Step {
        position = block.header.previousBlock
        return .disconnected(block)
    }

    /// Ends a walk that was not driven by events.
    mutating func arrive() -> Step? {
        defer { hasGrown = false }
        return hasGrown ? .arrived(position) : nil
    }
}
