import BitcoinPrimitives
import BitcoinScript
import Testing

@Suite("OP_CHECKMULTISIG")
struct MultisigTests {
    private func verdict(_ scriptSig: String, _ output: String, _ flags: ScriptFlags) throws -> ScriptError? {
        let scripts = (try Script(assembly: scriptSig), try Script(assembly: output))
        var interpreter = ScriptInterpreter()
        do throws(ScriptError) {
            try interpreter.verify(
                scriptSig: scripts.0, scriptPubKey: scripts.1, witness: Witness(), flags: flags)
            return nil
        } catch {
            return error
        }
    }

    /// The item that is taken too many has to be there before any signature is looked at.
    @Test func missesTheExtraItemFirst() throws {
        #expect(try verdict("1", "1 1 1 CHECKMULTISIG NOT", .nullFail) == .invalidStackOperation)
        #expect(try verdict("0 1", "1 1 1 CHECKMULTISIG NOT", .nullFail) == .nullFail)
        #expect(try verdict("0 1", "1 1 1 CHECKMULTISIG NOT", []) == nil)
        #expect(try verdict("0 1", "1 1 1 CHECKMULTISIG NOT", .strictEncoding) == .signatureDER)
    }

    @Test func needsNoSignatureForNone() throws {
        #expect(try verdict("0", "0 0 CHECKMULTISIG", .mandatory) == nil)
        #expect(try verdict("1", "0 0 CHECKMULTISIG", .nullDummy) == .signatureNullDummy)
        #expect(try verdict("0", "1 0 CHECKMULTISIG", []) == .signatureCount)
        #expect(try verdict("0", "0 21 CHECKMULTISIG", []) == .publicKeyCount)
        #expect(try verdict("0", "0 -1 CHECKMULTISIG", []) == .publicKeyCount)
    }

    @Test func keysCountAsOperations() throws {
        // Ten times 20 keys and the ten operations themselves are more than 201.
        let keys = String(repeating: "0 ", count: 20)
        let round = "0 0 \(keys) 20 CHECKMULTISIG DROP "
        let many = String(repeating: round, count: 10) + "1"
        #expect(try verdict("0", many, []) == .operationCount)
        let fewer = String(repeating: round, count: 9) + "1"
        #expect(try verdict("0", fewer, []) == nil)
    }
}
