import BitcoinCrypto

/// The tree of double hashes over a block's transactions.
public enum MerkleTree {
    /// A root, and whether the same root may come from another list.
    public struct Root: Sendable, Hashable {
        /// The root; all zeroes for an empty list.
        public let hash: Hash256
        /// CVE-2012-2459: two equal hashes were paired at some level, so a list without the second has this
        /// root as well. A block like that must not be marked invalid by its hash.
        public let isMutated: Bool
    }

    /// Computes the root over `leaves`.
    public static func root(_ leaves: [Hash256]) -> Root {
        var level = leaves
        var mutated = false
        while level.count > 1 {
            for index in stride(from: 0, to: level.count - 1, by: 2) where level[index] == level[index + 1] {
                mutated = true
            }
            let pairs = (level.count + 1) / 2
            for index in 0..<pairs {
                let left = level[2 * index]
                let right = 2 * index + 1 < level.count ? level[2 * index + 1] : left
                level[index] = Hash256(DoubleSHA256.hash(left.value, right.value))
            }
            level.removeLast(level.count - pairs)
        }
        return Root(hash: level.first ?? .zero, isMutated: mutated)
    }

    /// The hashes that lead from the leaf at `index` to the root, lowest first.
    public static func path(_ leaves: [Hash256], index: Int) -> [Hash256] {
        precondition(leaves.indices.contains(index))
        var level = leaves
        var position = index
        var path: [Hash256] = []
        while level.count > 1 {
            let sibling = position ^ 1
            path.append(sibling < level.count ? level[sibling] : level[position])
            let pairs = (level.count + 1) / 2
            for pair in 0..<pairs {
                let left = level[2 * pair]
                let right = 2 * pair + 1 < level.count ? level[2 * pair + 1] : left
                level[pair] = Hash256(DoubleSHA256.hash(left.value, right.value))
            }
            level.removeLast(level.count - pairs)
            position /= 2
        }
        return path
    }
}

extension Block {
    /// The root over the transactions' txids, as the header commits to it.
    public func merkleRoot() -> MerkleTree.Root {
        MerkleTree.root(transactions.map(\.txid.hash))
    }

    /// The root over the transactions' wtxids, with zeroes for the coinbase (BIP141).
    public func witnessMerkleRoot() -> MerkleTree.Root {
        var leaves = transactions.map(\.wtxid.hash)
        if !leaves.isEmpty { leaves[0] = .zero }
        return MerkleTree.root(leaves)
    }
}
