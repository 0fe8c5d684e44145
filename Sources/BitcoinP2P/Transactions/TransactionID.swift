import BitcoinPrimitives

/// What a transaction is called: by txid, or by wtxid (BIP339).
public enum TransactionID: Sendable, Hashable {
    /// Without witnesses.
    case txid(Txid)
    /// With witnesses.
    case wtxid(Wtxid)

    /// The hash alone.
    public var hash: Hash256 {
        switch self {
        case .txid(let txid): txid.hash
        case .wtxid(let wtxid): wtxid.hash
        }
    }

    /// Whether it is a wtxid.
    public var isWtxid: Bool { if case .wtxid = self { true } else { false } }

    /// What an inventory item calls; nil if that is no transaction.
    init?(_ item: InventoryItem) {
        guard item.kind.isTransaction else { return nil }
        self = item.kind == .witnessTransactionID ? .wtxid(Wtxid(item.hash)) : .txid(Txid(item.hash))
    }

    /// `wtx` or `tx` and the hash, as in the log.
    var description: String { "\(isWtxid ? "wtx" : "tx") \(hash)" }
}
