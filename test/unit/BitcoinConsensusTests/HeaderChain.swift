import BitcoinConsensus
import BitcoinPrimitives

/// A header in a plain list of headers, for rules that need the way back.
final class TestEntry: ChainEntry {
    let header: BlockHeader
    let height: Int
    let parent: TestEntry?
    let work: UInt256
    private let skip: TestEntry?

    var version: Int32 { header.version }
    var time: UInt32 { header.time }
    var bits: UInt32 { header.bits }

    init(_ header: BlockHeader, parent: TestEntry?, height: Int? = nil) {
        self.header = header
        self.parent = parent
        self.height = height ?? parent.map { $0.height + 1 } ?? 0
        work = (parent?.work ?? .zero) + ProofOfWork.work(bits: header.bits)
        // A second way back, to the last multiple of 64, so that tests do not walk step by step.
        skip = parent.map { $0.height % 64 == 0 ? $0 : $0.skip ?? $0 }
    }

    func ancestor(at height: Int) -> TestEntry? {
        guard height >= 0, height <= self.height else { return nil }
        var entry = self
        while entry.height > height {
            if let skip = entry.skip, skip.height >= height {
                entry = skip
            } else if let parent = entry.parent {
                entry = parent
            } else {
                return nil
            }
        }
        return entry
    }

    static func == (a: TestEntry, b: TestEntry) -> Bool { a === b }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// Cuts a file of headers into headers.
func headers(in bytes: [UInt8]) throws -> [BlockHeader] {
    var reader = ByteReader(bytes)
    var headers: [BlockHeader] = []
    while !reader.isAtEnd { headers.append(try reader.read()) }
    return headers
}
