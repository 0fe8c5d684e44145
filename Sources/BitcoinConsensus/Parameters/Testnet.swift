import BitcoinPrimitives
import BitcoinSupport

extension ChainParameters {
    /// Testnet, version 3.
    static var testnet: ChainParameters {
        let genesis = Genesis.block(time: 1_296_688_602, nonce: 414_098_458, bits: 0x1d00_ffff)
        var consensus = ConsensusParameters(
            genesisHash: genesis.hash, subsidyHalvingInterval: 210_000,
            activationHeights: .init(
                bip34: 21_111, bip65: 581_885, bip66: 330_776, csv: 770_112, segwit: 834_624),
            versionBitsDeployments: [.testDummy(threshold: 1_512)],
            proofOfWorkLimit: UInt256(
                known: "00000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"))
        consensus.scriptFlagExceptions = [
            // A P2SH output spent before BIP16 was enforced.
            BlockHash(known: "00000000dd30457c001f4095d208cc1296b0eed002427aa599874af7a432b105"): []
        ]
        consensus.bip34Hash = BlockHash(
            known: "0000000023b3a96d3484e5abb3755c413e7d41500f8e2a5c3f0dd01299cd8ef8")
        consensus.minimumVersionBitsWarningHeight = 2_013_984
        consensus.allowsMinimumDifficulty = true
        consensus.minimumChainWork = UInt256(
            known: "0000000000000000000000000000000000000000000017dde1c649f3708d14b6")
        consensus.defaultAssumeValid = BlockHash(
            known: "000000007a61e4230b28ac5cb6b5e5a0130de37ac1faf2f8987d2fa6505b67f4")
        return ChainParameters(
            chain: .testnet, consensus: consensus, messageStart: [0x0b, 0x11, 0x09, 0x07], genesis: genesis,
            addressFormat: .test, pruneAfterHeight: 1_000, assumedBlockchainSize: 245,
            assumedChainStateSize: 19,
            dnsSeeds: [
                "testnet-seed.bitcoin.jonasschnelli.ch.",
                "seed.tbtc.petertodd.net.",
                "testnet-seed.bluematt.me.",
                "seed.testnet.achownodes.xyz.",
            ],
            assumeUTXO: [
                AssumeUTXO(
                    height: 2_500_000,
                    serializedHash: Hash256(
                        known: "f841584909f68e47897952345234e37fcd9128cd818f41ee6c3ca68db8071be7"),
                    transactionCount: 66_484_552,
                    blockHash: BlockHash(
                        known: "0000000000000093bcb68c03a9a168ae252572d348a2eaeba2cdf9231d73206f")),
                AssumeUTXO(
                    height: 4_840_000,
                    serializedHash: Hash256(
                        known: "ce6bb677bb2ee9789c4a1c9d73e6683c53fc20e8fdbedbdaaf468982a0c8db2a"),
                    transactionCount: 536_078_574,
                    blockHash: BlockHash(
                        known: "00000000000000f4971a7fb37fbdff89315b69a2e1920c467654a382f0d64786")),
            ],
            transactionStatistics: TransactionStatistics(
                time: 1_772_051_651, count: 536_108_416, rate: 0.02691479016257117),
            headersSync: HeadersSync(commitmentPeriod: 673, redownloadBufferSize: 14_460))
    }
}
