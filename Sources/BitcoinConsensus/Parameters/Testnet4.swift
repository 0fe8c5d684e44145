import BitcoinPrimitives
import BitcoinSupport

extension ChainParameters {
    /// Testnet, version 4 (BIP94).
    static var testnet4: ChainParameters {
        let genesis = Genesis.block(
            time: 1_714_777_860, nonce: 393_743_547, bits: 0x1d00_ffff,
            headline: "03/May/2024 000000000000000000001ebd58c244970b3aa9d783bb001011fbe8ea8e98e00e",
            publicKey: String(repeating: "00", count: 33))
        var consensus = ConsensusParameters(
            genesisHash: genesis.hash, subsidyHalvingInterval: 210_000,
            activationHeights: .init(
                bip34: 1, bip65: 1, bip66: 1, csv: 1, segwit: 1),
            versionBitsDeployments: [.testDummy(threshold: 1_512)],
            proofOfWorkLimit: UInt256(
                known: "00000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"))
        consensus.allowsMinimumDifficulty = true
        consensus.enforcesBIP94 = true
        consensus.minimumChainWork = UInt256(
            known: "0000000000000000000000000000000000000000000009a0fe15d0177d086304")
        consensus.defaultAssumeValid = BlockHash(
            known: "0000000002368b1e4ee27e2e85676ae6f9f9e69579b29093e9a82c170bf7cf8a")
        return ChainParameters(
            chain: .testnet4, consensus: consensus, messageStart: [0x1c, 0x16, 0x3f, 0x28], genesis: genesis,
            addressFormat: .test, pruneAfterHeight: 1_000, assumedBlockchainSize: 31,
            assumedChainStateSize: 2,
            dnsSeeds: [
                "seed.testnet4.bitcoin.sprovoost.nl.",
                "seed.testnet4.wiz.biz.",
            ],
            assumeUTXO: [
                AssumeUTXO(
                    height: 90_000,
                    serializedHash: Hash256(
                        known: "784fb5e98241de66fdd429f4392155c9e7db5c017148e66e8fdbc95746f8b9b5"),
                    transactionCount: 11_347_043,
                    blockHash: BlockHash(
                        known: "0000000002ebe8bcda020e0dd6ccfbdfac531d2f6a81457191b99fc2df2dbe3b")),
                AssumeUTXO(
                    height: 120_000,
                    serializedHash: Hash256(
                        known: "10b05d05ad468d0971162e1b222a4aa66caca89da2bb2a93f8f37fb29c4794b0"),
                    transactionCount: 14_141_057,
                    blockHash: BlockHash(
                        known: "000000000bd2317e51b3c5794981c35ba894ce27d3e772d5c39ecd9cbce01dc8")),
            ],
            transactionStatistics: TransactionStatistics(
                time: 1_772_013_387, count: 14_191_421, rate: 0.01848579579528412),
            headersSync: HeadersSync(commitmentPeriod: 606, redownloadBufferSize: 16_092))
    }
}
