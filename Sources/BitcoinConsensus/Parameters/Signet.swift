import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

extension ChainParameters {
    /// A network whose blocks are signed (BIP325): the public one, or one with a challenge of its own.
    static func signet(challenge: Script?) -> ChainParameters {
        let genesis = Genesis.block(time: 1_598_918_400, nonce: 52_613_770, bits: 0x1e03_77ae)
        let script = challenge ?? publicSignetChallenge
        var consensus = ConsensusParameters(
            genesisHash: genesis.hash, subsidyHalvingInterval: 210_000,
            activationHeights: .init(
                bip34: 1, bip65: 1, bip66: 1, csv: 1, segwit: 1),
            versionBitsDeployments: [.testDummy(threshold: 1_815)],
            proofOfWorkLimit: UInt256(
                known: "00000377ae000000000000000000000000000000000000000000000000000000"))
        consensus.signetChallenge = script
        if challenge == nil {
            consensus.minimumChainWork = UInt256(
                known: "00000000000000000000000000000000000000000000000000000b463ea0a4b8")
            consensus.defaultAssumeValid = BlockHash(
                known: "00000008414aab61092ef93f1aacc54cf9e9f16af29ddad493b908a01ff5c329")
        }
        // A signet's messages start with a hash of its challenge.
        var writer = ByteWriter()
        writer.writeLengthPrefixed(script.bytes)
        let messageHash = DoubleSHA256.hash(writer.bytes)
        return ChainParameters(
            chain: .signet, consensus: consensus, messageStart: Array(messageHash.bytes.prefix(4)),
            genesis: genesis,
            addressFormat: .test, pruneAfterHeight: 1_000, assumedBlockchainSize: challenge == nil ? 24 : 0,
            assumedChainStateSize: challenge == nil ? 4 : 0,
            dnsSeeds: challenge != nil
                ? []
                : [
                    "seed.signet.bitcoin.sprovoost.nl.",
                    "seed.signet.achownodes.xyz.",
                ],
            assumeUTXO: [
                AssumeUTXO(
                    height: 160_000,
                    serializedHash: Hash256(
                        known: "fe0a44309b74d6b5883d246cb419c6221bcccf0b308c9b59b7d70783dbdf928a"),
                    transactionCount: 2_289_496,
                    blockHash: BlockHash(
                        known: "0000003ca3c99aff040f2563c2ad8f8ec88bd0fd6b8f0895cfaf1ef90353a62c")),
                AssumeUTXO(
                    height: 290_000,
                    serializedHash: Hash256(
                        known: "97267e000b4b876800167e71b9123f1529d13b14308abec2888bbd2160d14545"),
                    transactionCount: 28_547_497,
                    blockHash: BlockHash(
                        known: "0000000577f2741bb30cd9d39d6d71b023afbeb9764f6260786a97969d5c9ac0")),
            ],
            transactionStatistics: challenge == nil
                ? TransactionStatistics(time: 1_772_055_248, count: 28_676_833, rate: 0.06736623436338929)
                : TransactionStatistics(time: 0, count: 0, rate: 0),
            headersSync: HeadersSync(commitmentPeriod: 620, redownloadBufferSize: 15_724))
    }

    /// The public signet's challenge: one of two keys.
    private static let publicSignetChallenge =
        Script(
            hex: "512103ad5e0edad18cb1f0fc0d28a3d4f1f3e445640337489abb10404f2d1e086be430"
                + "210359ef5021964fe22d6f8e05b2463c9540ce96883fe3b278760f048f5189f2e6c452ae")
        ?? Script()
}
