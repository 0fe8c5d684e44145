import BitcoinPrimitives
import BitcoinSupport

extension ChainParameters {
    /// A private network, on which blocks cost nothing.
    static var regtest: ChainParameters {
        let genesis = Genesis.block(time: 1_296_688_602, nonce: 2, bits: 0x207f_ffff)
        var consensus = ConsensusParameters(
            genesisHash: genesis.hash, subsidyHalvingInterval: 150,
            activationHeights: .init(
                bip34: 1, bip65: 1, bip66: 1, csv: 1, segwit: 0),
            versionBitsDeployments: [.testDummy(startTime: 0, threshold: 108, period: 144)],
            proofOfWorkLimit: UInt256(
                known: "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"))
        consensus.allowsMinimumDifficulty = true
        consensus.noRetargeting = true
        consensus.targetTimespanSeconds = 24 * 60 * 60
        return ChainParameters(
            chain: .regtest, consensus: consensus, messageStart: [0xfa, 0xbf, 0xb5, 0xda], genesis: genesis,
            addressFormat: .regtest, pruneAfterHeight: 1_000, assumedBlockchainSize: 0,
            assumedChainStateSize: 0,
            dnsSeeds: [
                "dummySeed.invalid."
            ],
            assumeUTXO: [
                AssumeUTXO(
                    height: 110,
                    serializedHash: Hash256(
                        known: "86e9a1205b418b16dde3a18a78c730e30137e28466bda5dbf6b33ab8fc05447c"),
                    transactionCount: 111,
                    blockHash: BlockHash(
                        known: "135eec25a6fb277884e5824e7aa7d052c4868161c99a5122170b5266f86c273d")),
                AssumeUTXO(
                    height: 200,
                    serializedHash: Hash256(
                        known: "17dcc016d188d16068907cdeb38b75691a118d43053b8cd6a25969419381d13a"),
                    transactionCount: 201,
                    blockHash: BlockHash(
                        known: "385901ccbd69dff6bbd00065d01fb8a9e464dede7cfe0372443884f9b1dcf6b9")),
                AssumeUTXO(
                    height: 299,
                    serializedHash: Hash256(
                        known: "106b2c56233e378a824cf0d5ff2be42ed32c72f1605c9be288d00942908a40ac"),
                    transactionCount: 334,
                    blockHash: BlockHash(
                        known: "0c552ced4721c249a389eb9b08cb8da261cd46f0e7b5f9d064d48f3113406853")),
            ],
            transactionStatistics: TransactionStatistics(time: 0, count: 0, rate: 0.001),
            headersSync: HeadersSync(commitmentPeriod: 275, redownloadBufferSize: 7_017))
    }
}
