import BitcoinPrimitives
import BitcoinSupport

extension ChainParameters {
    /// The network that people pay on.
    static var main: ChainParameters {
        let genesis = Genesis.block(time: 1_231_006_505, nonce: 2_083_236_893, bits: 0x1d00_ffff)
        var consensus = ConsensusParameters(
            genesisHash: genesis.hash, subsidyHalvingInterval: 210_000,
            activationHeights: .init(
                bip34: 227_931, bip65: 388_381, bip66: 363_725, csv: 419_328, segwit: 481_824),
            versionBitsDeployments: [.testDummy(threshold: 1_815)],
            proofOfWorkLimit: UInt256(
                known: "00000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"))
        consensus.scriptFlagExceptions = [
            // A P2SH output spent before BIP16 was enforced.
            BlockHash(known: "00000000000002dc756eebf4f49723ed8d30cc28a5f108eb94b1ba88ac4f9c22"): [],
            // A taproot output spent before BIP341 was enforced.
            BlockHash(known: "0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad"): [
                .payToScriptHash, .witness,
            ],
        ]
        consensus.bip34Hash = BlockHash(
            known: "000000000000024b89b42a942fe0d9fea3bb44ab7bd1b19115dd6a759c0808b8")
        consensus.minimumVersionBitsWarningHeight = 711_648
        consensus.minimumChainWork = UInt256(
            known: "0000000000000000000000000000000000000001128750f82f4c366153a3a030")
        consensus.defaultAssumeValid = BlockHash(
            known: "00000000000000000000ccebd6d74d9194d8dcdc1d177c478e094bfad51ba5ac")
        return ChainParameters(
            chain: .main, consensus: consensus, messageStart: [0xf9, 0xbe, 0xb4, 0xd9], genesis: genesis,
            addressFormat: .main, pruneAfterHeight: 100_000, assumedBlockchainSize: 856,
            assumedChainStateSize: 14,
            dnsSeeds: [
                "dnsseed.bluematt.me.",
                "seed.bitcoin.jonasschnelli.ch.",
                "seed.btc.petertodd.net.",
                "seed.bitcoin.sprovoost.nl.",
                "dnsseed.emzy.de.",
                "seed.bitcoin.wiz.biz.",
                "seed.mainnet.achownodes.xyz.",
            ],
            assumeUTXO: [
                AssumeUTXO(
                    height: 840_000,
                    serializedHash: Hash256(
                        known: "a2a5521b1b5ab65f67818e5e8eccabb7171a517f9e2382208f77687310768f96"),
                    transactionCount: 991_032_194,
                    blockHash: BlockHash(
                        known: "0000000000000000000320283a032748cef8227873ff4872689bf23f1cda83a5")),
                AssumeUTXO(
                    height: 880_000,
                    serializedHash: Hash256(
                        known: "dbd190983eaf433ef7c15f78a278ae42c00ef52e0fd2a54953782175fbadcea9"),
                    transactionCount: 1_145_604_538,
                    blockHash: BlockHash(
                        known: "000000000000000000010b17283c3c400507969a9c2afd1dcf2082ec5cca2880")),
                AssumeUTXO(
                    height: 910_000,
                    serializedHash: Hash256(
                        known: "4daf8a17b4902498c5787966a2b51c613acdab5df5db73f196fa59a4da2f1568"),
                    transactionCount: 1_226_586_151,
                    blockHash: BlockHash(
                        known: "0000000000000000000108970acb9522ffd516eae17acddcb1bd16469194a821")),
                AssumeUTXO(
                    height: 935_000,
                    serializedHash: Hash256(
                        known: "e4b90ef9eae834f56c4b64d2d50143cee10ad87994c614d7d04125e2a6025050"),
                    transactionCount: 1_305_397_408,
                    blockHash: BlockHash(
                        known: "0000000000000000000147034958af1652b2b91bba607beacc5e72a56f0fb5ee")),
            ],
            transactionStatistics: TransactionStatistics(
                time: 1_772_055_173, count: 1_315_805_869, rate: 5.40111006496122),
            headersSync: HeadersSync(commitmentPeriod: 641, redownloadBufferSize: 15_218))
    }
}
