import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinScript

/// The sets of other projects.
@Suite(.enabled(if: TestData.isAvailable, "needs ../shared/data")) struct PSBTOtherVectorTests {
    private func set(_ name: String) throws -> JSONValue {
        let archive = TestData.path("vectors/other-project-vectors.tar.xz")
        return try JSONValue(parsing: TestData.output(of: "tar xOf '\(archive)' 'other/\(name).json'"))
    }

    private func psbt(_ text: JSONValue) throws -> PartiallySignedTransaction {
        try PartiallySignedTransaction(base64: text.requireString())
    }

    @Test func finishesTheComplexOneOfHaskoin() throws {
        let set = try set("haskoin_complex_psbt")
        let names = try set.requireObject().names.filter {
            $0.hasSuffix("_psbt") && !["initial_psbt", "combined_psbt", "complete_psbt"].contains($0)
        }
        let parts = try names.map { try psbt(set[$0]) }
        #expect(parts.count > 10)
        var combined = try #require(PartiallySignedTransaction.combined(parts))
        #expect(combined == (try psbt(set["combined_psbt"])))
        let isComplete = combined.finalize()
        #expect(isComplete)
        #expect(combined == (try psbt(set["complete_psbt"])))
        #expect(combined.extracted?.bytes.hex == set["final_tx"].string)
    }

    @Test func readsWhatLedgerSigns() throws {
        for vector in try set("ledger_sign_psbt").requireArray() {
            let value = try psbt(vector["psbt"])
            let again = try PartiallySignedTransaction(base64: value.base64)
            // Of previous transactions the witnesses are not written.
            #expect(again.base64 == value.base64)
            #expect(again.uniqueID == value.uniqueID)
        }
    }

    @Test func agreesWithBitcoinJS() throws {
        let set = try set("bitcoinjs_psbt")
        for vector in try set["bip174"]["valid"].requireArray()
        // What was an unknown type then has a meaning since BIP370.
        where vector["description"] != "PSBT with unknown types in the inputs." {
            #expect(throws: Never.self, "\(vector)") { try psbt(vector["psbt"]) }
        }
        for vector in try set["finalizeAllInputs"].requireArray()
        // The signature in this one is not of the output that is spent, which that project does not check.
        where vector["type"] != "P2SH-P2WPKH" {
            var value = try psbt(vector["psbt"])
            let isComplete = value.finalize()
            #expect(isComplete, "\(vector["type"])")
            #expect(value == (try psbt(vector["result"])), "\(vector["type"])")
        }
    }

    @Test func agreesWithLibwally() throws {
        let set = try set("libwally_psbt")
        // Another chain's format is in the set, too.
        for vector in try set["valid"].requireArray() where vector["is_pset"].isNull {
            #expect(throws: Never.self, "\(vector["comment"])") { try psbt(vector["psbt"]) }
        }
        for vector in try set["combiner"].requireArray() {
            let parts = try vector["psbts"].requireArray().map(psbt)
            let combined = try #require(PartiallySignedTransaction.combined(parts))
            #expect(combined == (try psbt(vector["result"])))
        }
        for vector in try set["extractor"].requireArray() where vector["is_pset"].isNull {
            var value = try psbt(vector["psbt"])
            let isComplete = value.finalize()
            #expect(isComplete)
            #expect(value.extracted?.bytes.hex == vector["result"].string)
        }
    }
}
