import BitcoinCrypto
import Testing

@testable import BitcoinPrimitives

@Suite struct PartialMerkleTreeTests {
    private func leaves(_ count: Int) -> [Hash256] {
        (0..<count).map { Hash256(DoubleSHA256.hash([UInt8($0 & 255), UInt8($0 >> 8)])) }
    }

    /// A generator that gives the same numbers each time.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64 = 42
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 7, 16, 17, 56, 100, 127, 256, 312, 513, 1000, 4095])
    func provesExactlyTheWantedLeaves(count: Int) throws {
        var numbers = Numbers()
        let leaves = leaves(count)
        for share in [0, 1, 5, 50, 100] {
            let wanted = leaves.indices.filter { _ in Int.random(in: 0..<100, using: &numbers) < share }
            let tree = PartialMerkleTree(leaves) { Set(wanted).contains($0) }
            let again = try PartialMerkleTree(serialized: tree.serialized)
            #expect(again == tree)
            let proof = try #require(again.proof())
            #expect(proof.root == MerkleTree.root(leaves).hash)
            #expect(proof.leaves.map(\.index) == wanted)
            #expect(proof.leaves.map(\.hash) == wanted.map { leaves[$0] })
        }
    }

    @Test func anyChangedHashGivesAnotherRootOrNone() {
        let leaves = leaves(21)
        let tree = PartialMerkleTree(leaves) { $0 == 3 || $0 == 17 }
        let root = MerkleTree.root(leaves).hash
        for index in tree.hashes.indices {
            var hashes = tree.hashes
            hashes[index] = Hash256(DoubleSHA256.hash(hashes[index].value, hashes[index].value))
            let changed = PartialMerkleTree(leafCount: 21, hashes: hashes, flags: tree.flags)
            #expect(changed.proof()?.root != root)
        }
    }

    @Test func everythingGivenHasToBeUsed() {
        let tree = PartialMerkleTree(leaves(9)) { $0 == 4 }
        let fewer = PartialMerkleTree(
            leafCount: 9, hashes: Array(tree.hashes.dropLast()), flags: tree.flags)
        let more = PartialMerkleTree(
            leafCount: 9, hashes: tree.hashes + [.zero], flags: tree.flags)
        let moreFlags = PartialMerkleTree(leafCount: 9, hashes: tree.hashes, flags: tree.flags + [0])
        let fewerFlags = PartialMerkleTree(
            leafCount: 9, hashes: tree.hashes, flags: Array(tree.flags.dropLast()))
        for wrong in [fewer, more, moreFlags, fewerFlags] { #expect(wrong.proof() == nil) }
    }

    @Test func refusesImpossibleCounts() {
        let hash = leaves(1)
        #expect(PartialMerkleTree(leafCount: 0, hashes: [], flags: []).proof() == nil)
        #expect(PartialMerkleTree(leafCount: 1, hashes: hash + hash, flags: [1]).proof() == nil)
        #expect(PartialMerkleTree(leafCount: 1, hashes: [], flags: [1]).proof() == nil)
        let limit = UInt32(PartialMerkleTree.maximumLeafCount)
        #expect(PartialMerkleTree(leafCount: limit, hashes: hash, flags: [0]).proof() != nil)
        #expect(PartialMerkleTree(leafCount: limit + 1, hashes: hash, flags: [0]).proof() == nil)
        #expect(PartialMerkleTree(leafCount: .max, hashes: hash, flags: [0]).proof() == nil)
    }

    /// CVE-2012-2459: a list whose last leaves are repeated has the same root.
    @Test func refusesEqualLeavesSideBySide() {
        let leaves = leaves(6)
        let doubled = leaves + [leaves[4], leaves[5]]
        #expect(MerkleTree.root(leaves).hash == MerkleTree.root(doubled).hash)
        #expect(PartialMerkleTree(doubled) { $0 >= 4 }.proof() == nil)
        #expect(PartialMerkleTree(leaves) { $0 >= 4 }.proof() != nil)
    }

    @Test func refusesCutOffBytes() {
        let bytes = PartialMerkleTree(leaves(9)) { $0 == 4 }.serialized
        for count in bytes.indices {
            #expect(throws: SerializationError.self) {
                try PartialMerkleTree(serialized: Array(bytes.prefix(count)))
            }
        }
        // A count of hashes that no buffer holds.
        #expect(throws: SerializationError.self) {
            try PartialMerkleTree(serialized: [1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x01])
        }
    }
}
