import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinScript

/// Upstream's vectors, in which those of BIP174, BIP370, BIP371 and BIP373 are contained.
@Suite(.enabled(if: TestData.isAvailable, "needs ../shared/data")) struct PSBTVectorTests {
    private func vectors(_ set: String) throws -> [JSONValue] {
        let list = try TestData.json("vectors/core/rpc_psbt.json")[set].requireArray()
        #expect(!list.isEmpty)
        return list
    }

    private func psbt(_ text: JSONValue) throws -> PartiallySignedTransaction {
        try PartiallySignedTransaction(base64: text.requireString())
    }

    @Test func refusesEveryInvalidPSBT() throws {
        for text in try vectors("invalid") {
            #expect(throws: PSBTError.self, "\(text)") { try psbt(text) }
        }
    }

    @Test func saysWhatIsWrong() throws {
        for vector in try vectors("invalid_with_msg") {
            let expected = try vector[1].requireString()
            do {
                _ = try psbt(vector[0])
                Issue.record("accepted \(vector[0]) in spite of: \(expected)")
            } catch let error as PSBTError {
                #expect(error.description.hasPrefix(expected))
            }
        }
    }

    @Test func readsAndWritesEveryValidPSBT() throws {
        for text in try vectors("valid") {
            let value = try psbt(text)
            let again = try PartiallySignedTransaction(base64: value.base64)
            // Of previous transactions the witnesses are not written.
            var expected = value
            for index in expected.inputs.indices {
                let previous = value.inputs[index].previousTransaction
                expected.inputs[index].previousTransaction = try previous.map { transaction in
                    var reader = ByteReader(transaction.strippedBytes)
                    return try reader.read()
                }
            }
            #expect(again == expected)
            #expect(again.base64 == value.base64)
        }
    }

    @Test func signsWithKeys() throws {
        for vector in try vectors("signer") {
            var provider = FlatSigningProvider()
            for key in try vector["privkeys"].requireArray() {
                provider.add(
                    try #require(PrivateKey(walletImport: key.requireString(), AddressFormat.regtest)))
            }
            var value = try psbt(vector["psbt"])
            let spending = try #require(PSBTSpending(value))
            for index in value.inputs.indices {
                let options = PSBTSigningOptions(hashType: Int32(SignatureHashType.all))
                try? value.sign(input: index, in: spending, provider: provider, options: options)
            }
            #expect(value.base64 == vector["result"].string)
        }
    }

    @Test func combines() throws {
        for vector in try vectors("combiner") {
            let parts = try vector["combine"].requireArray().map(psbt)
            #expect(PartiallySignedTransaction.combined(parts)?.base64 == vector["result"].string)
        }
    }

    @Test func finalizes() throws {
        for vector in try vectors("finalizer") {
            var value = try psbt(vector["finalize"])
            let isComplete = value.finalize()
            #expect(isComplete)
            #expect(value.base64 == vector["result"].string)
        }
    }

    @Test func extracts() throws {
        for vector in try vectors("extractor") {
            var value = try psbt(vector["extract"])
            let isComplete = value.finalize()
            #expect(isComplete)
            #expect(value.extracted?.bytes.hex == vector["result"].string)
        }
    }
}
