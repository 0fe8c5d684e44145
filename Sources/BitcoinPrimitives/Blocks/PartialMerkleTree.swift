import BitcoinCrypto

/// The part of a block's merkle tree that proves that some of its transactions are in it (BIP37).
///
/// The tree is walked from the root, left before right. A flag for each node that is met says whether a wanted
/// leaf lies below it; if not, and for leaves, its hash is given instead of what is below.
public struct PartialMerkleTree: Sendable, Hashable {
    /// No block has more: 4,000,000 weight units by at least 60 bytes of 4 units each.
    public static let maximumLeafCount = 4_000_000 / (4 * 60)

    /// How many transactions the block has.
    public let leafCount: UInt32
    /// The hashes, in the order of the walk.
    public let hashes: [Hash256]
    /// The flags, in the order of the walk, eight to a byte, the lowest bit first.
    public let flags: [UInt8]

    /// The leaves that are proved, and the root that they are proved for.
    public struct Proof: Sendable, Hashable {
        /// What the header has to have as its root.
        public let root: Hash256
        /// Place and hash of each wanted leaf.
        public let leaves: [(index: Int, hash: Hash256)]

        /// Equal roots and leaves.
        public static func == (a: Self, b: Self) -> Bool {
            a.root == b.root
                && a.leaves.elementsEqual(b.leaves) { $0.index == $1.index && $0.hash == $1.hash }
        }

        /// Hashes the root, by which proofs differ.
        public func hash(into hasher: inout Hasher) { hasher.combine(root) }
    }

    /// The part of the tree over `leaves` that proves those for which `isWanted` holds. There has to be a leaf.
    public init(_ leaves: [Hash256], isWanted: (Int) -> Bool) {
        precondition(!leaves.isEmpty)
        var levels = [leaves]
        var wanted = [leaves.indices.map(isWanted)]
        while let level = levels.last, let below = wanted.last, level.count > 1 {
            let pairs = stride(from: 0, to: level.count, by: 2)
            levels.append(
                pairs.map { index in
                    let right = index + 1 < level.count ? level[index + 1] : level[index]
                    return Hash256(DoubleSHA256.hash(level[index].value, right.value))
                })
            wanted.append(pairs.map { below[$0] || ($0 + 1 < below.count && below[$0 + 1]) })
        }
        var hashes: [Hash256] = []
        var flags: [UInt8] = []
        var flagCount = 0
        func walk(_ height: Int, _ index: Int) {
            if flagCount % 8 == 0 { flags.append(0) }
            if wanted[height][index] { flags[flagCount / 8] |= 1 << UInt8(flagCount % 8) }
            flagCount += 1
            guard height > 0, wanted[height][index] else { return hashes.append(levels[height][index]) }
            walk(height - 1, 2 * index)
            if 2 * index + 1 < levels[height - 1].count { walk(height - 1, 2 * index + 1) }
        }
        walk(levels.count - 1, 0)
        leafCount = UInt32(clamping: leaves.count)
        self.hashes = hashes
        self.flags = flags
    }

    /// A tree as somebody else gives it, right or wrong.
    public init(leafCount: UInt32, hashes: [Hash256], flags: [UInt8]) {
        self.leafCount = leafCount
        self.hashes = hashes
        self.flags = flags
    }

    /// What the tree proves; nil if it is not made as the rules say.
    public func proof() -> Proof? {
        guard (1...Self.maximumLeafCount).contains(Int(leafCount)), hashes.count <= Int(leafCount),
            8 * flags.count >= hashes.count
        else { return nil }
        var walk = Walk(tree: self)
        var height = 0
        while walk.width(height) > 1 { height += 1 }
        guard let root = walk.hash(height, 0) else { return nil }
        guard walk.hashCount == hashes.count, (walk.flagCount + 7) / 8 == flags.count else { return nil }
        return Proof(root: root, leaves: walk.leaves)
    }

    /// The walk over a tree that somebody else gave.
    private struct Walk {
        let tree: PartialMerkleTree
        var flagCount = 0
        var hashCount = 0
        var leaves: [(index: Int, hash: Hash256)] = []

        init(tree: PartialMerkleTree) {
            self.tree = tree
        }

        func width(_ height: Int) -> Int { (Int(tree.leafCount) + (1 << height) - 1) >> height }

        mutating func hash(_ height: Int, _ index: Int) -> Hash256? {
            guard flagCount < 8 * tree.flags.count else { return nil }
            let isAboveWanted = tree.flags[flagCount / 8] >> UInt8(flagCount % 8) & 1 == 1
            flagCount += 1
            guard height > 0, isAboveWanted else {
                guard hashCount < tree.hashes.count else { return nil }
                let hash = tree.hashes[hashCount]
                hashCount += 1
                if height == 0, isAboveWanted { leaves.append((index, hash)) }
                return hash
            }
            guard let left = self.hash(height - 1, 2 * index) else { return nil }
            guard 2 * index + 1 < width(height - 1) else {
                return Hash256(DoubleSHA256.hash(left.value, left.value))
            }
            // Both sides stand for different transactions: equal ones would prove one twice.
            guard let right = self.hash(height - 1, 2 * index + 1), right != left else { return nil }
            return Hash256(DoubleSHA256.hash(left.value, right.value))
        }
    }
}

extension PartialMerkleTree: BinarySerializable {
    /// The number of leaves and two empty lists.
    public static var minimumSize: Int { 6 }

    /// Reads the number of leaves, the hashes and the flags.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        leafCount = try reader.read()
        let hashCount = try reader.readCount()
        var hashes: [Hash256] = []
        hashes.reserveCapacity(min(hashCount, reader.remaining / 32))
        for _ in 0..<hashCount { hashes.append(try reader.readHash()) }
        self.hashes = hashes
        flags = try reader.readLengthPrefixed().array
    }

    /// Appends the same.
    public func write(to writer: inout ByteWriter) {
        writer.write(leafCount)
        writer.writeCompactSize(hashes.count)
        for hash in hashes { writer.write(hash) }
        writer.writeLengthPrefixed(flags)
    }
}
