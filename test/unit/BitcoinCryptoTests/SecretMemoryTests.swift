import Testing

@testable import BitcoinCrypto

@Suite("Memory for secrets")
struct SecretMemoryTests {
    private func address(_ pointer: UnsafeMutableRawPointer) -> UInt { UInt(bitPattern: pointer) }

    @Test func piecesDoNotOverlap() {
        var arenas = SecretArenas()
        var pieces: [(start: UInt, count: Int)] = []
        for count in [1, 16, 17, 32, 100, 1] { pieces.append((address(arenas.allocate(count)), count)) }
        for (index, piece) in pieces.enumerated() {
            #expect(piece.start % 16 == 0)
            for other in pieces[(index + 1)...] {
                #expect(
                    piece.start + UInt(piece.count) <= other.start
                        || other.start + UInt(other.count) <= piece.start)
            }
        }
        #expect(arenas.usage.chunksUsed == 6)
        #expect(arenas.usage.used == 16 + 16 + 32 + 32 + 112 + 16)
        #expect(arenas.usage.total == 256 * 1024)
    }

    @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1]])
    func gapsBecomeOneAgain(order: [Int]) {
        var arenas = SecretArenas()
        let pieces = (0..<3).map { _ in address(arenas.allocate(48)) }
        for index in order { arenas.deallocate(pieces[index], count: 48) }
        #expect(arenas.usage.used == 0)
        #expect(arenas.usage.chunksUsed == 0)
        #expect(arenas.usage.chunksFree == 1)
        #expect(address(arenas.allocate(256 * 1024)) == pieces[0])
    }

    @Test func growsWhenNoGapIsLargeEnoughAndGivesEmptyArenasBack() {
        var arenas = SecretArenas()
        let small = address(arenas.allocate(16))
        let large = address(arenas.allocate(300_000))
        #expect(arenas.usage.total >= 256 * 1024 + 300_000)
        arenas.deallocate(large, count: 300_000)
        #expect(arenas.usage.total == 256 * 1024)
        arenas.deallocate(small, count: 16)
        #expect(arenas.usage.total == 256 * 1024)
    }

    @Test func forgetsWhatWasWritten() {
        // Two pieces, so that the arena stays and can be looked at.
        let kept = SecretMemory.allocate(32)
        let piece = SecretMemory.allocate(32)
        piece.copyBytes(from: [UInt8](repeating: 0xab, count: 32))
        SecretMemory.deallocate(piece)
        let again = SecretMemory.allocate(32)
        #expect(again.allSatisfy { $0 == 0 })
        SecretMemory.deallocate(again)
        SecretMemory.deallocate(kept)
    }

    @Test func secretsLieInIt() {
        Curve.prepare()
        #expect(SecretMemory.usage.chunksUsed > 0)
        let secret = SecretBytes(count: 100_000) { $0.storeBytes(of: 7, as: UInt8.self) }
        let usage = SecretMemory.usage
        #expect(usage.used >= 100_000)
        #expect(usage.locked <= usage.total)
        #expect(secret.withUnsafeBytes { $0[0] } == 7)
    }
}
