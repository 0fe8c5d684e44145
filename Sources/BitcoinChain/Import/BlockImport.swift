import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// Takes in the blocks of one file, a few at a time. Blocks whose parent is not known yet are
/// noted and taken in when it is.
final class BlockImport {
    /// Where the blocks of a file are, once they are taken in.
    enum Kind {
        /// The file is one of the node's own: they stay where they are.
        case reindex(file: Int)
        /// The file is any other: they are copied.
        case external
    }

    private let state: ChainState
    private let kind: Kind
    private let path: String
    private let scanner: BlockFileScanner
    private let startTime = NodeClock.systemMicroseconds

    /// The number of blocks taken in.
    private(set) var loadedCount = 0

    init(state: ChainState, path: String, kind: Kind) throws(StorageError) {
        self.state = state
        self.kind = kind
        self.path = path
        let isOwn = if case .reindex = kind { true } else { false }
        scanner = BlockFileScanner(
            try FileHandle(path, mode: .read), magic: state.blockFiles.magic,
            obfuscation: isOwn ? state.blockFiles.obfuscation : .none)
    }

    /// Takes in blocks for about so many microseconds. Returns whether there is more.
    func step(microseconds: Int64 = 50_000, waiting: inout WaitingBlocks) throws -> Bool {
        let end = NodeClock.systemMicroseconds + microseconds
        repeat {
            try state.checkInterrupted()
            guard let record = try scanner.next() else {
                let duration = (NodeClock.systemMicroseconds - startTime) / 1000
                Log.info("Loaded \(loadedCount) blocks from external file in \(duration)ms")
                return false
            }
            try take(record, waiting: &waiting)
        } while NodeClock.systemMicroseconds < end
        return true
    }

    private func take(_ record: BlockFileScanner.Record, waiting: inout WaitingBlocks) throws {
        var reader = ByteReader(record.bytes)
        guard let header = try? reader.read(BlockHeader.self) else { return }
        let hash = header.hash
        guard hash == state.consensus.genesisHash || state.tree.find(header.previousBlock) != nil else {
            Log.debug(.reindex) {
                "LoadExternalBlockFile: Out of order block \(hash), parent \(header.previousBlock) not known"
            }
            let limit = state.consensus.proofOfWorkLimit
            if ProofOfWork.isSatisfied(hash: hash, bits: header.bits, limit: limit) {
                waiting.add(location(of: record), parent: header.previousBlock)
            } else {
                skipGarbage(record)
            }
            return
        }
        if let known = state.tree.find(hash), state.tree[known].status.contains(.hasData) {
            let height = state.tree[known].height
            if height > 0 && height.isMultiple(of: 1000) {
                Log.debug(.reindex) { "Block Import: already had block \(hash) at height \(height)" }
            }
        } else {
            var reader = ByteReader(record.bytes)
            guard let block = try? reader.read(Block.self) else {
                skipGarbage(record)
                return
            }
            guard try accept(block, at: location(of: record)) else { return }
        }
        // The first block is connected at once, so that the node has a tip.
        if hash == state.consensus.genesisHash && state.active.height < 0 { try state.activateBestChain() }
        try takeWaiting(for: hash, &waiting)
    }

    /// What looks like a record need not be one, so its length is not to be trusted, either: the
    /// search goes on right behind its magic.
    private func skipGarbage(_ record: BlockFileScanner.Record) {
        Log.debug(.reindex) {
            "LoadExternalBlockFile: unexpected data at file offset \(record.offset)"
        }
        scanner.resume(after: record)
    }

    /// Takes in the blocks that waited for one, and those that waited for them.
    private func takeWaiting(for hash: BlockHash, _ waiting: inout WaitingBlocks) throws {
        var queue = [hash]
        while let parent = queue.popLast() {
            for location in waiting.remove(parent: parent) {
                guard let block = read(location) else { continue }
                Log.debug(.reindex) {
                    "LoadExternalBlockFile: Processing out of order child \(block.hash) of \(parent)"
                }
                if try accept(block, at: location) { queue.append(block.hash) }
            }
        }
    }

    /// Takes in a block. A bad one is logged, and does not stop the import.
    private func accept(_ block: Block, at location: WaitingBlocks.Location) throws -> Bool {
        do {
            let position: FlatFilePosition? =
                switch location.source {
                case .file(let file): FlatFilePosition(file: file, offset: location.offset)
                case .external: nil
                }
            if try state.accept(block, isRequested: true, at: position).isNew { loadedCount += 1 }
            return true
        } catch let rejection as BlockRejection {
            Log.error(
                "LoadExternalBlockFile: block \(block.hash) refused: \(rejection) "
                    + "(offset \(location.offset) of \(path))")
            return false
        }
    }

    private func location(of record: BlockFileScanner.Record) -> WaitingBlocks.Location {
        let source: WaitingBlocks.Location.Source =
            switch kind {
            case .reindex(let file): .file(file)
            case .external: .external
            }
        return WaitingBlocks.Location(source: source, offset: record.offset, count: record.bytes.count)
    }

    private func read(_ location: WaitingBlocks.Location) -> Block? {
        switch location.source {
        case .file(let file):
            let position = FlatFilePosition(file: file, offset: location.offset)
            guard let bytes = try? state.blockFiles.readBlock(at: position) else { return nil }
            return Self.block(bytes)
        case .external:
            guard let bytes = try? scanner.reread(offset: location.offset, count: location.count) else {
                return nil
            }
            return Self.block(bytes)
        }
    }

    private static func block(_ bytes: [UInt8]) -> Block? {
        var reader = ByteReader(bytes)
        return try? reader.read(Block.self)
    }
}

/// Where blocks stand whose parents are not known yet.
struct WaitingBlocks {
    struct Location {
        enum Source {
            case file(Int)
            case external
        }

        let source: Source
        let offset: Int
        let count: Int
    }

    /// Hostile files shall not take memory without bound.
    private static let limit = 2_000_000

    private var locations: [BlockHash: [Location]] = [:]
    private(set) var count = 0

    mutating func add(_ location: Location, parent: BlockHash) {
        guard count < Self.limit else { return }
        locations[parent, default: []].append(location)
        count += 1
    }

    mutating func remove(parent: BlockHash) -> [Location] {
        let found = locations.removeValue(forKey: parent) ?? []
        count -= found.count
        return found
    }
}
