import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import Testing

@Suite("Networks")
struct ParameterTests {
    @Test(
        arguments: [
            (.main, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f", "f9beb4d9"),
            (.testnet, "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943", "0b110907"),
            (.testnet4, "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043", "1c163f28"),
            (.signet, "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6", "0a03cf40"),
            (.regtest, "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206", "fabfb5da"),
        ] as [(ChainType, String, String)])
    func genesisBlocksHaveTheKnownHashes(chain: ChainType, hash: String, messageStart: String) throws {
        let parameters = ChainParameters.parameters(for: chain)
        #expect(parameters.genesis.hash.description == hash)
        #expect(parameters.consensus.genesisHash == parameters.genesis.hash)
        #expect(parameters.genesis.merkleRoot().hash == parameters.genesis.header.merkleRoot)
        #expect(Hex.encode(parameters.messageStart) == messageStart)
        try BlockChecks.check(parameters.genesis, parameters: parameters.consensus)
    }

    @Test func aSignetOfOnesOwnHasItsOwnMessageStart() throws {
        var options = ChainOptions()
        try options.setSignetChallenge(["51"])
        let parameters = ChainParameters.parameters(for: .signet, options: options)
        #expect(parameters.consensus.signetChallenge?.hex == "51")
        #expect(Hex.encode(parameters.messageStart) == "54d26fbd")
        #expect(parameters.dnsSeeds.isEmpty)
        #expect(parameters.consensus.minimumChainWork.isZero)
        #expect(throws: ChainOptions.InvalidOption.self) { try options.setSignetChallenge(["51", "52"]) }
        #expect(throws: ChainOptions.InvalidOption.self) { try options.setSignetChallenge(["5"]) }
    }

    @Test func activationHeightsAndVersionBitsCanBeSet() throws {
        var options = ChainOptions()
        try options.addActivationHeight("segwit@432")
        try options.addActivationHeight("cltv@7")
        try options.addVersionBits("testdummy:1:2:3")
        let parameters = ChainParameters.parameters(for: .regtest, options: options).consensus
        #expect(parameters.activationHeights.segwit == 432)
        #expect(parameters.activationHeights.bip65 == 7)
        #expect(parameters.activationHeights.bip66 == 1)
        let deployment = try #require(parameters.versionBitsDeployments.first)
        #expect(deployment.startTime == 1)
        #expect(deployment.timeout == 2)
        #expect(deployment.minimumActivationHeight == 3)
    }

    @Test(arguments: [
        ("segwit", "Invalid format (segwit) for -testactivationheight=name@height."),
        ("segwit@x", "Invalid height value (segwit@x) for -testactivationheight=name@height."),
        ("segwit@+1", "Invalid height value (segwit@+1) for -testactivationheight=name@height."),
        ("segwit@-1", "Invalid height value (segwit@-1) for -testactivationheight=name@height."),
        ("taproot@1", "Invalid name (taproot@1) for -testactivationheight=name@height."),
    ])
    func badActivationHeightsAreRefusedInUpstreamsWords(text: String, message: String) {
        var options = ChainOptions()
        let refusal = #expect(throws: ChainOptions.InvalidOption.self) {
            try options.addActivationHeight(text)
        }
        #expect(refusal?.description == message)
    }

    @Test(arguments: [
        ("testdummy", Self.malformed), ("testdummy:1", Self.malformed), ("testdummy:1:2:3:4", Self.malformed),
        ("", Self.malformed), ("testdummy::2", "Invalid nStartTime ()"),
        ("testdummy:+1:2", "Invalid nStartTime (+1)"), ("testdummy:1:x", "Invalid nTimeout (x)"),
        ("testdummy:1:9223372036854775808", "Invalid nTimeout (9223372036854775808)"),
        ("testdummy:1:2:", "Invalid min_activation_height ()"), ("segwit:1:2", "Invalid deployment (segwit)"),
        (":1:2", "Invalid deployment ()"),
    ])
    func badVersionBitsAreRefusedInUpstreamsWords(text: String, message: String) {
        var options = ChainOptions()
        let refusal = #expect(throws: ChainOptions.InvalidOption.self) { try options.addVersionBits(text) }
        #expect(refusal?.description == message)
    }

    private static let malformed =
        "Version bits parameters malformed, expecting deployment:start:end[:min_activation_height]"

    @Test(
        arguments: [
            (0, 5_000_000_000), (209_999, 5_000_000_000), (210_000, 2_500_000_000), (420_000, 1_250_000_000),
            (6_929_999, 1), (6_930_000, 0), (13_440_000, 0),
        ] as [(Int, Int64)])
    func subsidyHalves(height: Int, satoshis: Int64) {
        let parameters = ChainParameters.parameters(for: .main).consensus
        #expect(parameters.subsidy(at: height).satoshis == satoshis)
    }

    @Test func subsidiesAddUpToJustUnder21MillionCoins() {
        let parameters = ChainParameters.parameters(for: .main).consensus
        var total: Int64 = 0
        for height in stride(from: 0, to: 14_000_000, by: 1000) {
            total += parameters.subsidy(at: height).satoshis * 1000
        }
        #expect(total == 2_099_999_997_690_000)
    }
}
