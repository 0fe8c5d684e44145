import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

/// Shows the mempool and its transactions as JSON.
struct MempoolPresentation {
    let mempool: Mempool
    /// `-deprecatedrpc=bip125`: whether it is told if a transaction signals that it may be replaced.
    let showsReplaceability: Bool

    /// A transaction with what it amounts to in the pool.
    func json(_ entry: MempoolEntry) -> JSONValue {
        let transaction = entry.transaction
        let txid = transaction.txid
        let ancestors = mempool.ancestorSummary(of: txid)
        let descendants = mempool.descendantSummary(of: txid)
        let chunk = mempool.chunkWorth(of: txid) ?? entry.worth
        let parents = mempool.parents(of: txid).map { "\($0.transaction.txid)" }.sorted()
        let children = mempool.children(of: txid).map { "\($0.transaction.txid)" }
        var object = JSONObject([
            ("vsize_adjusted", .integer(entry.virtualSize)),
            ("vsize", .integer(entry.virtualSize)),
            ("vsize_bip141", .integer(transaction.virtualSize)),
            ("weight", .integer(transaction.weight)),
            ("time", .integer(entry.time)),
            ("height", .integer(entry.height)),
            ("descendantcount", .integer(descendants.count)),
            ("descendantsize", .integer(descendants.virtualSize)),
            ("ancestorcount", .integer(ancestors.count)),
            ("ancestorsize", .integer(ancestors.virtualSize)),
            ("wtxid", .string("\(transaction.wtxid)")),
            ("chunkweight", .integer(chunk.weight)),
            (
                "fees",
                .members(
                    ("base", .amount(entry.fee)), ("modified", .amount(entry.modifiedFee)),
                    ("ancestor", .amount(ancestors.fees)), ("descendant", .amount(descendants.fees)),
                    ("chunk", .amount(chunk.fee)))
            ),
            ("depends", .array(parents.map(JSONValue.string))),
            ("spentby", .array(children.map(JSONValue.string))),
            ("unbroadcast", .bool(mempool.unbroadcast.contains(txid))),
        ])
        if showsReplaceability {
            object.append("bip125-replaceable", .bool(mempool.signalsReplaceability(entry)))
        }
        return .object(object)
    }

    /// Transactions by their ids.
    func json(_ entries: [MempoolEntry]) -> JSONValue {
        .object(JSONObject(entries.map { ("\($0.transaction.txid)", json($0)) }))
    }

    /// The ids of transactions.
    static func ids(_ entries: [MempoolEntry]) -> JSONValue {
        .array(entries.map { .string("\($0.transaction.txid)") })
    }

    /// A cluster, by chunks.
    static func json(_ chunks: [MempoolChunk]) -> JSONValue {
        .members(
            ("clusterweight", .integer(chunks.reduce(0) { $0 + $1.worth.weight })),
            ("txcount", .integer(chunks.reduce(0) { $0 + $1.transactions.count })),
            (
                "chunks",
                .array(
                    chunks.map { chunk in
                        .members(
                            ("chunkfee", .amount(chunk.worth.fee)),
                            ("chunkweight", .integer(chunk.worth.weight)), ("txs", ids(chunk.transactions)))
                    })
            ))
    }
}
