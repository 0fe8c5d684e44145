import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

extension ChainParameters {
    /// What other programs want to know about the network, as `getchainparams` tells it.
    var summary: JSONValue {
        var object = JSONObject([
            ("chain", .string(chain.name)), ("test_chain", .bool(isTestChain)),
            // In the order in which the bytes are sent, other than everywhere else.
            ("genesis", .string(Hex.encode(consensus.genesisHash.hash.value.bytes))),
            ("subsidy_halving_interval", .integer(consensus.subsidyHalvingInterval)),
        ])
        if let challenge = consensus.signetChallenge {
            object.append("signet", .members(("challenge", .string(challenge.hex))))
        }
        object.append("pow", .object(proofOfWork))
        object.append(
            "net",
            .members(
                ("default_port", .integer(defaultPort)), ("magic", .string(Hex.encode(messageStart))),
                ("dns_seeds", .array(dnsSeeds.map(JSONValue.string)))))
        object.append("addresses", .members(("bech32_hrp", .string(addressFormat.segwitPrefix))))
        return .object(object)
    }

    private var proofOfWork: JSONObject {
        var object = JSONObject([("limit", .string("\(consensus.proofOfWorkLimit)"))])
        guard !consensus.noRetargeting else { return object }
        object.append("target_spacing", .integer(consensus.targetSpacingSeconds))
        object.append("difficulty_retarget_interval", .integer(consensus.difficultyInterval))
        let easyBlocks =
            consensus.allowsMinimumDifficulty ? (consensus.enforcesBIP94 ? "bip94" : "yes") : "no"
        object.append("mindiff_blocks", .string(easyBlocks))
        return object
    }
}
