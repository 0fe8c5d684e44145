import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

/// Transactions that wait to be announced, when there are more than may be (`-txsendrate`).
///
/// The best go first. Connections that this node has made get more than others, as those others can be anybody.
struct InventoryBacklog: Sendable {
    /// Transactions that wait for one kind of connections.
    struct Bucket: Sendable {
        private static let bytesPerSecond: Double = 20_000
        private static let firstBytes: Double = 12_000_000
        private static let maximumBytes: Double = 50_000_000
        private static let firstSeconds: Double = 30
        /// Bytes may be overdrawn by so many, as the last transaction is not split.
        private static let byteFloor: Double = -50_000

        private let countFloor: Double
        private(set) var waiting: [Wtxid] = []
        private(set) var bytes: TokenBucket
        private(set) var count: TokenBucket

        init(rate: Double, factor: Double, interval: Double) {
            countFloor = -rate * interval
            bytes = TokenBucket(
                rate: Self.bytesPerSecond * factor, value: Self.firstBytes, capacity: Self.maximumBytes)
            count = TokenBucket(
                rate: rate * factor, value: rate * Self.firstSeconds, capacity: rate * Self.firstSeconds)
        }

        var report: RelayReport.Bucket {
            RelayReport.Bucket(waiting: waiting.count, transactions: count.value, bytes: bytes.value)
        }

        mutating func append(_ wtxid: Wtxid) { waiting.append(wtxid) }

        mutating func removeAll() { waiting = [] }

        mutating func fill(now: Int64) {
            bytes.fill(now: now)
            count.fill(now: now)
        }

        /// Takes what may be announced now.
        mutating func take(from mempool: Mempool) -> [Wtxid] {
            guard !waiting.isEmpty, bytes.value > 0, count.value > 0 else { return [] }
            let limit = Int(max(count.value - countFloor, 0))
            let entries = mempool.sortedForRelay(waiting)
            var taken: [Wtxid] = []
            for entry in entries.prefix(limit) {
                taken.append(entry.transaction.wtxid)
                let hasBytes = bytes.spend(Double(entry.transaction.totalSize), floor: Self.byteFloor)
                let hasCount = count.spend(1, floor: countFloor)
                if !(hasBytes && hasCount) { break }
            }
            waiting = entries.dropFirst(taken.count).map(\.transaction.wtxid)
            return taken
        }
    }

    /// Announcements are sent as often on average, in seconds: to others, and to those that this node has chosen.
    static let inboundInterval = 5.0
    static let outboundInterval = 2.0

    private static let checkDelay: Int64 = 100_000
    private static let heartbeat: Int64 = 2_000_000
    private static let heartbeatMinimum = 100

    private(set) var inbound: Bucket
    private(set) var outbound: Bucket
    private var nextCheck = Int64.min
    private var nextHeartbeat: Int64?

    /// An empty backlog for so many transactions a second.
    init(rate: Double) {
        inbound = Bucket(rate: rate, factor: 1, interval: Self.inboundInterval)
        outbound = Bucket(
            rate: rate, factor: Self.inboundInterval / Self.outboundInterval, interval: Self.inboundInterval)
    }

    /// Adds a transaction to what is to be announced.
    mutating func append(_ wtxid: Wtxid) {
        inbound.append(wtxid)
        outbound.append(wtxid)
        nextCheck = .min
    }

    /// Takes what may be announced now; `now` is in microseconds.
    mutating func take(from mempool: Mempool, now: Int64) -> (inbound: [Wtxid], outbound: [Wtxid]) {
        guard now > nextCheck else { return ([], []) }
        nextCheck = now + Self.checkDelay
        inbound.fill(now: now)
        outbound.fill(now: now)
        log(now)
        return (inbound.take(from: mempool), outbound.take(from: mempool))
    }

    /// Forgets what waits for connections of which there are none.
    mutating func removeUnwanted(hasInbound: Bool, hasOutbound: Bool) {
        if !hasInbound { inbound.removeAll() }
        if !hasOutbound { outbound.removeAll() }
    }

    private mutating func log(_ now: Int64) {
        if nextHeartbeat == nil, max(inbound.waiting.count, outbound.waiting.count) >= Self.heartbeatMinimum {
            nextHeartbeat = now
        }
        guard let time = nextHeartbeat, now >= time else { return }
        Log.debug(
            .net,
            "Transaction rate-limiting backlog inbound=\(inbound.waiting.count) "
                + "itok=\(inbound.count.value.fixed(1)) isz=\(inbound.bytes.value.fixed(1)) "
                + "outbound=\(outbound.waiting.count) otok=\(outbound.count.value.fixed(1)) "
                + "osz=\(outbound.bytes.value.fixed(1))")
        let isEmpty = inbound.waiting.isEmpty && outbound.waiting.isEmpty
        nextHeartbeat = isEmpty ? nil : now + Self.heartbeat
    }
}
