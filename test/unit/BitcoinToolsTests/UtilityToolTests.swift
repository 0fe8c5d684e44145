import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinTools

@Suite struct UtilityToolTests {
    /// The header of regtest's first block, up to the nonce.
    private static let genesis =
        "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f"
        + "617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f20"

    private func run(_ words: String...) -> ToolOutcome { UtilityTool().outcome(words) }

    @Test(.timeLimit(.minutes(1))) func findsANonce() throws {
        let outcome = run("grind", Self.genesis + "ffffffff")
        #expect(outcome.exitCode == 0)
        let hex = outcome.output.trimmed()
        #expect(hex.hasPrefix(Self.genesis))
        var reader = ByteReader(try #require(BitcoinSupport.Hex.decode(hex)))
        let header: BlockHeader = try reader.read()
        #expect(UInt256(header.hash.hash) <= CompactTarget(header.bits).decoded.target)
    }

    @Test func noNonceSatisfiesWhatIsNoTarget() {
        // Zero, negative, and more than 256 bits.
        for bits in ["00000000", "ffffff20", "ffff7fff"] {
            let header = String(Self.genesis.dropLast(8)) + bits + "00000000"
            #expect(run("grind", header) == .failure("Could not satisfy difficulty target"))
        }
    }

    @Test(arguments: [
        (["grind"], "Must specify block header to grind"),
        (["grind", "00", "00"], "Must specify block header to grind"),
        (["grind", "00"], "Could not decode block header"),
        (["grind", "xyz"], "Could not decode block header"),
        (["getchainparams", "1"], "getchainparams does not take arguments"),
        ([], "Error: must specify a command"),
        (["frobnicate"], "Error parsing command line arguments: Invalid command 'frobnicate'"),
    ])
    func saysWhatIsWrong(_ words: [String], _ message: String) {
        #expect(UtilityTool().outcome(words) == .failure(message))
    }

    @Test func tellsTheParametersOfANetwork() throws {
        let main = try JSONValue(parsing: Array(run("getchainparams").output.utf8))
        #expect(main["chain"] == "main")
        #expect(main["test_chain"] == false)
        #expect(main["net"]["magic"] == "f9beb4d9")
        #expect(main["pow"]["mindiff_blocks"] == "no")
        #expect(main["addresses"]["bech32_hrp"] == "bc")
        let regtest = try JSONValue(parsing: Array(run("-regtest", "getchainparams").output.utf8))
        #expect(regtest["pow"] == .members(("limit", .string("7f" + String(repeating: "ff", count: 31)))))
        #expect(regtest["subsidy_halving_interval"] == 150)
        let signet = try JSONValue(
            parsing: Array(run("-signet", "-signetchallenge=51", "getchainparams").output.utf8))
        #expect(signet["signet"]["challenge"] == "51")
    }
}
