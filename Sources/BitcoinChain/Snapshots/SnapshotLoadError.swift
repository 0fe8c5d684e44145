import BitcoinPrimitives
import BitcoinStorage

/// Why a snapshot was not loaded, in upstream's words.
public enum SnapshotLoadError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The best chain stands on a snapshot already, or one is just being loaded.
    case alreadyLoaded
    /// The network's parameters do not have the block.
    case unknownBase(BlockHash, heights: [Int])
    /// The block's header has not been received yet.
    case missingHeader(BlockHash)
    /// The block is bad, or follows one that is.
    case invalidBase(BlockHash)
    /// The headers of most work lead elsewhere.
    case forkedHeaders
    /// There are transactions that were checked against other coins.
    case mempoolNotEmpty
    /// The best chain has come as far by itself.
    case notEnoughWork
    /// The file is no good.
    case malformed(SnapshotReader.Malformation, coinCount: UInt64)
    /// The coins are not the ones that the network's parameters speak of.
    case wrongHash(expected: Hash256, actual: Hash256)
    /// The node stops.
    case interrupted

    /// The text for the user.
    public var description: String {
        switch self {
        case .alreadyLoaded: "Can't activate a snapshot-based chainstate more than once"
        case .unknownBase(let hash, let heights):
            "assumeutxo block hash in snapshot metadata not recognized (hash: \(hash)). The following snapshot heights "
                + "are available: \(heights.map(String.init).joined(separator: ", "))"
        case .missingHeader(let hash):
            "The base block header (\(hash)) must appear in the headers chain. Make sure all headers are syncing, and "
                + "call loadtxoutset again"
        case .invalidBase(let hash): "The base block header (\(hash)) is part of an invalid chain"
        case .forkedHeaders:
            "A forked headers-chain with more work than the chain with the snapshot base block header exists. Please "
                + "proceed to sync without AssumeUtxo."
        case .mempoolNotEmpty: "Can't activate a snapshot when mempool not empty"
        case .notEnoughWork: "Population failed: Work does not exceed active chainstate"
        case .malformed(let malformation, let count): "Population failed: \(Self.text(malformation, count))"
        case .wrongHash(let expected, let actual):
            "Population failed: Bad snapshot content hash: expected \(expected), got \(actual)"
        case .interrupted: "Population failed: Aborting after an interrupt was requested"
        }
    }

    private static func text(_ malformation: SnapshotReader.Malformation, _ count: UInt64) -> String {
        switch malformation {
        case .metadata, .truncated:
            "Bad snapshot format or truncated snapshot after deserializing \(count) coins"
        case .wrongCount: "Mismatch in coins count in snapshot metadata and actual snapshot data"
        case .badCoin: "Bad snapshot data after deserializing \(count) coins"
        case .badAmount: "Bad snapshot data after deserializing \(count) coins - bad tx out value"
        case .leftOver: "Bad snapshot - coins left over after deserializing \(count) coins"
        }
    }
}
