import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinTransactions

@Suite struct DecodeScriptTests {
    private let presentation = TransactionPresentation(addressFormat: .regtest)

    @Test(.enabled(if: TestData.isAvailable, "needs ../shared/data"))
    func tellsWhatUpstreamTells() throws {
        let vectors = try TestData.json("vectors/core/rpc_decodescript.json").requireArray()
        #expect(vectors.count >= 10)
        for vector in vectors {
            let script = Script(try vector[0].requireHex())
            let expected = try vector[1].requireObject()
            let object = presentation.decoded(script)
            #expect(Set(object.names) == Set(expected.names), "\(script)")
            for (name, value) in expected where name != "segwit" {
                #expect(object[name] == value, "\(script)")
            }
            guard let segwit = expected["segwit"]?.object else { continue }
            for (name, value) in segwit {
                #expect(object["segwit"]?[name] == value, "\(script)")
            }
        }
    }

    @Test(arguments: [
        // Opcodes that no script has, too much on the stack at once, and an instruction cut short.
        "ba", "50", "7e", "4d0902" + String(repeating: "00", count: 521), "02aa",
    ])
    func doesNotWrapScriptsThatCannotBeSpent(_ hex: String) throws {
        let script = try #require(Script(hex: hex))
        let object = presentation.decoded(script)
        #expect(object["p2sh"] == nil)
        #expect(object["segwit"] == nil)
    }

    @Test func doesNotPutUncompressedKeysIntoAWitness() throws {
        let key = "04" + String(repeating: "11", count: 64)
        let object = presentation.decoded(try #require(Script(hex: "41\(key)ac")))
        #expect(object["p2sh"] != nil)
        #expect(object["segwit"] == nil)
    }

    @Test func decodesAnEmptyScript() {
        let object = presentation.decoded(Script())
        #expect(object["asm"] == "")
        #expect(object["type"] == "nonstandard")
    }
}
