import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite("Headers of real chains", .enabled(if: TestData.isAvailable, "the test data is not there"))
struct RealHeaderTests {
    /// Far ahead of every header in the sets.
    private let now: Int64 = 1_800_000_000

    /// Holds each header to all rules, and gives the last entry.
    private func accept(_ name: String, _ parameters: ConsensusParameters) throws -> TestEntry {
        let all = try headers(in: TestData.read(name))
        var tip = TestEntry(all[0], parent: nil)
        var previousHash = all[0].hash
        #expect(previousHash == parameters.genesisHash)
        for header in all.dropFirst() {
            let hash = header.hash
            guard header.previousBlock == previousHash else {
                Issue.record("header \(tip.height + 1) does not follow")
                break
            }
            try HeaderChecks.checkProofOfWork(header, hash: hash, parameters: parameters)
            try HeaderChecks.checkContext(header, after: tip, now: now, parameters: parameters)
            tip = TestEntry(header, parent: tip)
            previousHash = hash
        }
        return tip
    }

    @Test func mainnetHeadersAreAcceptedWithTheKnownWork() throws {
        let tip = try accept(
            "headers/mainnet_headers_000000_049999.bin.xz", ChainParameters.parameters(for: .main).consensus)
        #expect(tip.height == 49_999)
        #expect(tip.work == UInt256(hex: "14a3c4fabfaf0"))
    }

    @Test func testnetHeadersAreAcceptedWithTheKnownWork() throws {
        let tip = try accept(
            "headers/testnet3_headers_00000_35141.bin.xz",
            ChainParameters.parameters(for: .testnet).consensus)
        #expect(tip.height == 35_141)
        #expect(tip.work == UInt256(hex: "7cfab511dd7d4"))
    }

    /// Records of height, header and chain work, for the first and last block of each period.
    @Test func everyRetargetOfMainnetIsAsTheRuleSays() throws {
        let parameters = ChainParameters.parameters(for: .main).consensus
        var reader = ByteReader(
            try TestData.read("headers/mainnet_retarget_headers_chainwork_0_832608.rec116"))
        var first: BlockHeader?
        var work = UInt256.zero
        var lastBits: UInt32 = 0
        var lastHeight = -1
        var lastHeader: BlockHeader?
        var retargets = 0
        while !reader.isAtEnd {
            let height = Int(try reader.read(UInt32.self))
            let header: BlockHeader = try reader.read()
            let claimed = UInt256(try #require(Hash256(reader.readBytes(32).array.reversed())))
            try HeaderChecks.checkProofOfWork(header, hash: header.hash, parameters: parameters)
            if height % 2016 == 0 {
                if let begin = first {
                    #expect(header.bits == nextBits(begin, lastHeight, lastHeader, parameters))
                    #expect(
                        ProofOfWork.isTransitionPermitted(
                            height: height, from: lastBits, to: header.bits, parameters: parameters))
                    retargets += 1
                }
                first = header
                work += ProofOfWork.work(bits: header.bits)
            } else {
                #expect(header.bits == first?.bits)
                work += ProofOfWork.work(bits: header.bits) * UInt64(height - lastHeight)
            }
            #expect(work == claimed, "chain work at height \(height)")
            lastBits = header.bits
            lastHeight = height
            lastHeader = header
        }
        #expect(retargets == 413)
    }

    /// The rule over a chain that holds only a period's first and last header.
    private func nextBits(
        _ first: BlockHeader, _ lastHeight: Int, _ last: BlockHeader?, _ parameters: ConsensusParameters
    ) -> UInt32 {
        guard let last else { return 0 }
        let begin = TestEntry(first, parent: nil, height: lastHeight - 2015)
        let end = TestEntry(last, parent: begin, height: lastHeight)
        return ProofOfWork.nextBits(after: end, time: 0, parameters: parameters)
    }
}
