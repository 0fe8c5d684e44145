/// Why a transaction left the mempool.
public enum RemovalReason: String, Sendable {
    /// It was there for too long.
    case expiry
    /// There was no room for it.
    case sizeLimit = "sizelimit"
    /// A reorganisation made it invalid, or nothing that it spends is there any more.
    case reorganisation = "reorg"
    /// It is in a block.
    case block
    /// A transaction in a block spends the same.
    case conflict
    /// A better transaction spends the same.
    case replaced
}
