import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite("Core's script vectors", .enabled(if: TestData.isAvailable, "the test data is not there"))
struct ScriptVectorTests {
    /// Script tests: a credit to the script, a spend of it, and the expected error.
    @Test func scriptTests() throws {
        var interpreter = ScriptInterpreter()
        var checked = 0
        for vector in try TestData.json("vectors/core/script_tests.json").requireArray() {
            var fields = try vector.requireArray()
            if fields.count == 1 { continue }
            var witness = ScriptWitness()
            if let items = fields[0].array {
                witness = try ScriptWitness(items)
                fields.removeFirst()
            }
            let scriptSig = try Script(assembly: fields[0].requireString())
            let output = try fields[1].requireString()
            let scriptPubKey =
                output == "0x51 0x20 #TAPROOTOUTPUT#"
                ? try #require(witness.taprootOutput) : try Script(assembly: output)
            var flags = try #require(ScriptFlags(names: fields[2].requireString()))
            if flags.contains(.cleanStack) { flags.formUnion([.payToScriptHash, .witness]) }
            let expected = try fields[3].requireString()

            let spending = spend(scriptSig, scriptPubKey, witness)
            let error = interpreter.verdict(spending, input: 0, flags: flags)
            #expect((error?.rawValue ?? "OK") == expected, "\(fields)")
            checked += 1
        }
        #expect(checked == 1233)
    }

    private func spend(_ scriptSig: Script, _ scriptPubKey: Script, _ witness: ScriptWitness)
        -> SpendingTransaction
    {
        let output = TransactionOutput(value: witness.amount, scriptPubKey: scriptPubKey)
        let credit = Transaction(
            version: 1,
            inputs: [TransactionInput(previousOutput: .null, scriptSig: Script([0, 0]))], outputs: [output])
        let spend = Transaction(
            version: 1,
            inputs: [
                TransactionInput(
                    previousOutput: OutPoint(txid: credit.txid, index: 0), scriptSig: scriptSig,
                    witness: Witness(witness.items))
            ],
            outputs: [TransactionOutput(value: witness.amount, scriptPubKey: Script())])
        return SpendingTransaction(spend, spentOutputs: [output])
    }

    /// Raw transaction, script, input, hash type, hash.
    @Test func legacySignatureHashes() throws {
        var checked = 0
        for vector in try TestData.json("vectors/core/sighash.json").requireArray() {
            let fields = try vector.requireArray()
            if fields.count == 1 { continue }
            let transaction = try Transaction(
                serialized: fields[0].requireHex())
            let script = try #require(Script(hex: fields[1].requireString()))
            let type = UInt32(truncatingIfNeeded: try #require(fields[3].integer))
            let blank = TransactionOutput(value: .zero, scriptPubKey: Script())
            let spending = SpendingTransaction(
                transaction, spentOutputs: transaction.inputs.map { _ in blank })
            let hash = spending.legacySignatureHash(
                input: Int(try #require(fields[2].integer)), scriptCode: script.bytes.rawSpan, type: type)
            #expect(try Hash256(hash).description == fields[4].requireString())
            checked += 1
        }
        #expect(checked == 500)
    }
}

/// The witness of a script test: hexadecimal items, or a leaf whose tree and output are made up around it.
private struct ScriptWitness {
    var items: [[UInt8]] = []
    var amount = Amount.zero
    var taprootOutput: Script?

    init() {}

    init(_ values: [JSONValue]) throws {
        for value in values.dropLast() {
            let text = try value.requireString()
            if text.hasPrefix("#SCRIPT#") {
                items.append(try Script(assembly: text.dropFirst(8)).array)
            } else if text == "#CONTROLBLOCK#" {
                try appendControlBlock()
            } else {
                items.append(try value.requireHex())
            }
        }
        amount = Amount(satoshis: try #require(values.last).satoshis())
    }

    /// A tree of one leaf, the last item so far, under the key of the secret one.
    private mutating func appendControlBlock() throws {
        let key = try #require(PrivateKey([UInt8](repeating: 0, count: 31) + [1]))
        let internalKey = key.publicKey.xOnly.key
        let script = try #require(items.last)
        let leaf = TaprootTree.leafHash(version: 0xc0, script: script.span.bytes)
        let tweak = TaprootTree.tweak(internalKey: internalKey.bytes, root: leaf)
        let output = try #require(internalKey.adding(tweak: tweak))
        items.append([0xc0 | (output.isOdd ? 1 : 0)] + internalKey.bytes.bytes)
        taprootOutput = Destination.taproot(output.key.bytes).script
    }
}
