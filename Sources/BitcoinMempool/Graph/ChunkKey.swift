import BitcoinPrimitives

/// A chunk's place in the order in which the whole mempool is mined: what is less comes first.
///
/// After the rate decides how much of that rate its cluster has up to it, then an id, as upstream has it.
struct ChunkKey: Comparable, Sendable {
    let worth: FeeWeight
    let prefixWeight: Int
    let lastTxid: Txid
    /// The number of the cluster, which no other gets.
    let cluster: UInt64
    /// Which of its chunks it is.
    let chunk: Int

    static func < (a: Self, b: Self) -> Bool {
        let comparison = a.worth.compareRate(with: b.worth)
        if comparison != 0 { return comparison > 0 }
        if a.prefixWeight != b.prefixWeight { return a.prefixWeight < b.prefixWeight }
        if a.cluster == b.cluster { return a.chunk < b.chunk }
        return a.lastTxid < b.lastTxid
    }

    static func == (a: Self, b: Self) -> Bool { a.cluster == b.cluster && a.chunk == b.chunk }
}
