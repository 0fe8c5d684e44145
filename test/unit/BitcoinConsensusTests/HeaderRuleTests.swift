import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite("Rules of headers")
struct HeaderRuleTests {
    private func header(
        after parent: TestEntry?, time: UInt32, bits: UInt32 = 0x1d00_ffff, version: Int32 = 4
    ) -> BlockHeader {
        BlockHeader(
            version: version, previousBlock: .zero, merkleRoot: .zero, time: time, bits: bits, nonce: 0)
    }

    /// A chain of `count` headers, ten minutes apart.
    private func chain(_ count: Int, start: Int = 0, bits: UInt32 = 0x1d00_ffff) -> TestEntry {
        var tip = TestEntry(header(after: nil, time: 1_700_000_000, bits: bits), parent: nil, height: start)
        for index in 1..<count {
            let next = header(after: tip, time: 1_700_000_000 + UInt32(600 * index), bits: bits)
            tip = TestEntry(next, parent: tip)
        }
        return tip
    }

    private func reason(
        _ header: BlockHeader, after tip: TestEntry, chain: ChainType = .main, now: Int64 = 1_800_000_000
    ) -> String? {
        do throws(BlockRejection) {
            try HeaderChecks.checkContext(
                header, after: tip, now: now,
                parameters: ChainParameters.parameters(for: chain).consensus)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func timesLieBetweenTheMedianAndTwoHoursAhead() {
        let tip = chain(20)
        let median = UInt32(tip.medianTimePast)
        #expect(median == tip.time - 5 * 600)
        #expect(reason(header(after: tip, time: median + 1), after: tip) == nil)
        #expect(
            reason(header(after: tip, time: median), after: tip)
                == "time-too-old, block's timestamp is too early")
        let now = Int64(tip.time)
        #expect(reason(header(after: tip, time: tip.time + 7200), after: tip, now: now) == nil)
        #expect(
            reason(header(after: tip, time: tip.time + 7201), after: tip, now: now)
                == "time-too-new, block timestamp too far in the future")
    }

    @Test func bitsAreThoseOfTheChain() {
        let tip = chain(20)
        #expect(
            reason(header(after: tip, time: tip.time + 600, bits: 0x1c7f_ffff), after: tip)
                == "bad-diffbits, incorrect proof of work")
    }

    @Test func versionsBelowAnActivatedRuleAreRefused() {
        let tip = chain(12, start: 400_000)
        #expect(
            reason(header(after: tip, time: tip.time + 600, version: 3), after: tip)
                == "bad-version(0x00000003), rejected nVersion=0x00000003 block")
        #expect(
            reason(
                header(after: tip, time: tip.time + 600, version: Int32(bitPattern: 0xa000_0000)), after: tip)
                == "bad-version(0xa0000000), rejected nVersion=0xa0000000 block")
        #expect(reason(header(after: tip, time: tip.time + 600, version: 0x2000_0000), after: tip) == nil)
        let early = chain(12)
        #expect(reason(header(after: early, time: early.time + 600, version: 1), after: early) == nil)
    }

    @Test func testNetworksAllowTheLeastDifficultyAfterTwentyMinutes() {
        let parameters = ChainParameters.parameters(for: .testnet).consensus
        let ordinary = chain(20, bits: 0x1c00_ffff)
        #expect(
            ProofOfWork.nextBits(after: ordinary, time: ordinary.time + 1200, parameters: parameters)
                == 0x1c00_ffff)
        #expect(
            ProofOfWork.nextBits(after: ordinary, time: ordinary.time + 1201, parameters: parameters)
                == 0x1d00_ffff)
        let easy = TestEntry(header(after: ordinary, time: ordinary.time + 1201), parent: ordinary)
        #expect(
            ProofOfWork.nextBits(after: easy, time: easy.time + 600, parameters: parameters) == 0x1c00_ffff)
    }

    @Test func testnet4RetargetsFromThePeriodsFirstBlockAndRefusesTimewarps() {
        var tip = chain(2015, bits: 0x1c00_ffff)
        tip = TestEntry(header(after: tip, time: tip.time + 1300), parent: tip)
        #expect(tip.height == 2015)
        let before = ChainParameters.parameters(for: .testnet).consensus
        let after = ChainParameters.parameters(for: .testnet4).consensus
        let old = ProofOfWork.nextBits(after: tip, time: tip.time + 600, parameters: before)
        let new = ProofOfWork.nextBits(after: tip, time: tip.time + 600, parameters: after)
        #expect(CompactTarget(old).decoded.target > CompactTarget(new).decoded.target)
        #expect(CompactTarget(new).decoded.target <= CompactTarget(0x1c01_1000).decoded.target)
        #expect(
            reason(header(after: tip, time: tip.time - 601, bits: new), after: tip, chain: .testnet4)
                == "time-timewarp-attack, block's timestamp is too early on diff adjustment block")
        #expect(
            reason(header(after: tip, time: tip.time - 600, bits: new), after: tip, chain: .testnet4) == nil)
    }

    @Test func regtestNeverRetargets() {
        var tip = TestEntry(header(after: nil, time: 1_700_000_000, bits: 0x207f_ffff), parent: nil)
        for _ in 0..<143 {
            tip = TestEntry(header(after: tip, time: tip.time + 1, bits: 0x207f_ffff), parent: tip)
        }
        let parameters = ChainParameters.parameters(for: .regtest).consensus
        #expect(parameters.difficultyInterval == 144)
        #expect(ProofOfWork.nextBits(after: tip, time: tip.time, parameters: parameters) == 0x207f_ffff)
    }

    /// What Core said of real headers that miners lost money with.
    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func realInvalidHeadersAreRefusedForTheSameReason() throws {
        let parameters = ChainParameters.parameters(for: .main).consensus
        let vectors = try TestData.json("headers/mainnet_real_invalid_headers.json").requireArray()
        var checked = 0
        for vector in vectors {
            let bytes = try #require(Hex.decode(vector["header"].requireString()))
            let header = try BlockHeader(serialized: bytes)
            let height = Int(try #require(vector["height"].integer))
            #expect(try header.hash.description == vector["hash"].requireString())
            // They all have the work: that is what makes them real.
            try HeaderChecks.checkProofOfWork(header, hash: header.hash, parameters: parameters)
            let rule = try vector["reject"].requireString()
            var parent = header
            parent.time = header.time - 600
            if let median = vector["parent_mtp"].integer { parent.time = UInt32(median) }
            if let bits = vector["expected_nbits"].string {
                // The last block of a period whose retarget would have given these bits.
                #expect(height % 2016 == 0)
                #expect(header.bits != UInt32(bits, radix: 16))
                #expect(
                    reasonAtRetarget(header, height: height, parameters: parameters)?
                        .hasPrefix("bad-diffbits") == true)
                checked += 1
                continue
            }
            let tip = TestEntry(parent, parent: nil, height: height - 1)
            let found = reason(header, after: tip)
            if rule == "bad-version" || rule == "time-too-old" {
                #expect(found?.hasPrefix(rule) == true, "height \(height)")
                checked += 1
            } else {
                #expect(found == nil, "the header of height \(height) is fine, its block is not")
            }
        }
        #expect(vectors.count == 20)
        #expect(checked == 10)
    }

    /// A period that took a little less than two weeks, so that bits have to change.
    private func reasonAtRetarget(
        _ header: BlockHeader, height: Int, parameters: ConsensusParameters
    ) -> String? {
        var first = header
        first.time = header.time - 1_100_000
        var last = header
        last.time = header.time - 600
        let begin = TestEntry(first, parent: nil, height: height - 2016)
        let end = TestEntry(last, parent: begin, height: height - 1)
        return reason(header, after: end)
    }
}
