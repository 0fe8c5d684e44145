/// What users see about the announcement of transactions (`getnetworkinfo`).
public struct RelayReport: Sendable {
    /// What is announced to peers of one direction.
    public struct Bucket: Sendable {
        /// How many transactions wait.
        public let waiting: Int
        /// How many may be announced now.
        public let transactions: Double
        /// How many bytes of transactions may be announced now.
        public let bytes: Double
    }

    /// `-txsendrate`
    public let transactionsPerSecond: Int
    /// To peers that have connected to this node.
    public let inbound: Bucket
    /// To peers that this node has connected to.
    public let outbound: Bucket
}
