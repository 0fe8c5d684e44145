import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript
import BitcoinTesting
import Testing

@Suite("Signet blocks", .enabled(if: TestData.isAvailable, "the test data is not there"))
struct SignetTests {
    private let parameters = ChainParameters.parameters(for: .signet).consensus

    private func realBlock() throws -> Block {
        let records = try TestData.blockRecords("blocks-single/signet_single_blocks.blkdat.xz")
        return try Block(serialized: try #require(records.first))
    }

    @Test func aSignedBlockIsAccepted() throws {
        let block = try realBlock()
        try BlockChecks.check(block, parameters: parameters)
    }

    @Test func anotherChallengeRefusesIt() throws {
        let block = try realBlock()
        var options = ChainOptions()
        try options.setSignetChallenge(["00"])
        let other = ChainParameters.parameters(for: .signet, options: options).consensus
        let rejection = #expect(throws: BlockRejection.self) {
            try BlockChecks.check(block, parameters: other)
        }
        #expect(
            rejection?.description == "bad-signet-blksig, signet block signature validation failure")
    }

    @Test func aChangedBlockIsRefused() throws {
        let block = try realBlock()
        let challenge = try #require(parameters.signetChallenge)
        let original = try #require(SignetChecks.spending(of: block, challenge: challenge))
        var header = block.header
        header.time += 1
        let changed = Block(header: header, transactions: block.transactions)
        let spending = try #require(SignetChecks.spending(of: changed, challenge: challenge))
        var interpreter = ScriptInterpreter()
        try interpreter.verify(original, input: 0, flags: [.payToScriptHash, .witness])
        #expect(throws: ScriptError.self) {
            try interpreter.verify(spending, input: 0, flags: [.payToScriptHash, .witness])
        }
    }
}
