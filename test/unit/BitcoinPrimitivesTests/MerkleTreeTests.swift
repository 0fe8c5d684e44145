import BitcoinCrypto
import BitcoinPrimitives
import Testing

@Suite("Merkle trees")
struct MerkleTreeTests {
    private func leaves(_ count: Int) -> [Hash256] {
        (0..<count).map { Hash256(SHA256.hash([UInt8($0)])) }
    }

    @Test func ofNothingIsZeroAndOfOneIsTheLeaf() {
        #expect(MerkleTree.root([]).hash.isZero)
        #expect(MerkleTree.root(leaves(1)).hash == leaves(1)[0])
    }

    @Test(arguments: [2, 3, 5, 7, 8, 11])
    func pathsLeadFromEachLeafToTheRoot(count: Int) {
        let all = leaves(count)
        let root = MerkleTree.root(all)
        #expect(!root.isMutated)
        for index in all.indices {
            var position = index
            var hash = all[index]
            for sibling in MerkleTree.path(all, index: index) {
                let pair = position % 2 == 0 ? (hash, sibling) : (sibling, hash)
                hash = Hash256(DoubleSHA256.hash(pair.0.value, pair.1.value))
                position /= 2
            }
            #expect(hash == root.hash)
        }
    }

    /// CVE-2012-2459.
    @Test func aRepeatedTailHasTheSameRootAndIsFlagged() {
        let odd = leaves(3)
        let repeated = odd + [odd[2]]
        #expect(MerkleTree.root(odd).hash == MerkleTree.root(repeated).hash)
        #expect(!MerkleTree.root(odd).isMutated)
        #expect(MerkleTree.root(repeated).isMutated)
        let six = leaves(6)
        let eight = six + six[4...]
        #expect(MerkleTree.root(six).hash == MerkleTree.root(eight).hash)
        #expect(MerkleTree.root(eight).isMutated)
    }
}
