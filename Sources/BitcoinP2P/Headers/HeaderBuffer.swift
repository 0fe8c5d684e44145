import BitcoinPrimitives
import DequeModule

/// Headers that follow each other, without the hashes that the order implies: 48 bytes each.
struct HeaderBuffer: Sendable {
    private struct Entry: Sendable {
        let version: Int32
        let merkleRoot: Hash256
        let time: UInt32
        let bits: UInt32
        let nonce: UInt32
    }

    private var entries: Deque<Entry> = []
    private var firstPrevious: BlockHash

    /// The hash of the last header that was appended, or of the one before all.
    private(set) var lastHash: BlockHash
    /// Its height.
    private(set) var lastHeight: Int

    /// An empty buffer for headers after a known one.
    init(after hash: BlockHash = .zero, height: Int = 0) {
        firstPrevious = hash
        lastHash = hash
        lastHeight = height
    }

    /// How many headers wait.
    var count: Int { entries.count }

    /// Whether none waits.
    var isEmpty: Bool { entries.isEmpty }

    /// The target of the last header, in compact form; nil if none waits.
    var lastBits: UInt32? { entries.last?.bits }

    /// Appends a header whose previous block is `lastHash`.
    mutating func append(_ header: BlockHeader, hash: BlockHash) {
        entries.append(
            Entry(
                version: header.version, merkleRoot: header.merkleRoot, time: header.time,
                bits: header.bits, nonce: header.nonce))
        lastHash = hash
        lastHeight += 1
    }

    /// Takes the oldest headers, of which there must be as many.
    mutating func removeFirst(_ count: Int) -> [BlockHeader] {
        var headers: [BlockHeader] = []
        headers.reserveCapacity(count)
        for entry in entries.prefix(count) {
            let header = BlockHeader(
                version: entry.version, previousBlock: firstPrevious, merkleRoot: entry.merkleRoot,
                time: entry.time, bits: entry.bits, nonce: entry.nonce)
            firstPrevious = header.hash
            headers.append(header)
        }
        entries.removeFirst(count)
        return headers
    }
}
