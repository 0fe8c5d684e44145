import BitcoinCrypto
import BitcoinSupport
import BitcoinTesting
import Testing

/// Signatures of aggregate keys, by the vectors of BIP327.
@Suite(.enabled(if: TestData.isAvailable, "the test data is not there"))
struct MuSigTests {
    private let vectors: JSONValue

    init() throws {
        let text = try TestData.text(
            "bips/bip-0327/vectors/sig_agg_vectors.json", of: "vectors/bips-vectors.tar.xz")
        vectors = try JSONValue(parsing: Array(text.utf8))
    }

    private func chosen(_ list: String, _ vector: JSONValue, _ indices: String) throws -> [[UInt8]] {
        let all = try vectors[list].requireArray()
        return try vector[indices].requireArray().map {
            try all[$0.requireInteger(as: Int.self)].requireHex()
        }
    }

    private func signature(_ vector: JSONValue) throws -> (signature: [UInt8]?, key: XOnlyPublicKey) {
        let keys = try chosen("pubkeys", vector, "key_indices").map { try #require(PublicKey($0)) }
        let nonces = try chosen("pnonces", vector, "nonce_indices")
        let signatures = try chosen("psigs", vector, "psig_indices").map { try #require(Bytes32($0)) }
        let kinds = try vector["is_xonly"].requireArray()
        let tweaks = try zip(chosen("tweaks", vector, "tweak_indices"), kinds).map {
            MuSig.Tweak(try #require(Bytes32($0)), isXOnly: $1 == true)
        }
        let aggregate = try #require(PublicKey.aggregate(keys))
        var tweaked = aggregate
        for tweak in tweaks {
            let point = tweak.isXOnly ? tweaked.xOnly.key.evenPublicKey : tweaked
            tweaked = try #require(point.adding(tweak: tweak.value))
        }
        let contributions = keys.indices.map {
            MuSig.Contribution(key: keys[$0], nonce: nonces[$0], signature: signatures[$0])
        }
        let signature = MuSig.signature(
            of: contributions, aggregate: aggregate, tweaks: tweaks, message: try message)
        // In another order the keys are another aggregate.
        #expect(
            MuSig.signature(
                of: contributions.reversed(), aggregate: aggregate, tweaks: tweaks, message: try message)
                == nil)
        return (signature, tweaked.xOnly.key)
    }

    private var message: Bytes32 {
        get throws { try #require(Bytes32(vectors["msg"].requireHex())) }
    }

    @Test func contributionsGiveTheSignaturesOfBIP327() throws {
        let valid = try vectors["valid_test_cases"].requireArray()
        #expect(valid.count == 4)
        for vector in valid {
            let (signature, key) = try signature(vector)
            let found = try #require(signature)
            #expect(try found == vector["expected"].requireHex())
            #expect(key.verify(signature: found.span.bytes, message: try message))
        }
    }

    @Test func wrongContributionsGiveNone() throws {
        for vector in try vectors["error_test_cases"].requireArray() {
            #expect(try signature(vector).signature == nil)
        }
        #expect(
            MuSig.signature(
                of: [], aggregate: try #require(PublicKey(vectors["pubkeys"][0].requireHex())), tweaks: [],
                message: try message) == nil)
    }
}
