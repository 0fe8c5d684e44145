import BitcoinCrypto
import BitcoinPrimitives
import Testing

@testable import BitcoinScript

/// Keys and a transaction that spends one output, for tests of signing.
struct SigningFixture {
    static let keys = (1...3).compactMap { PrivateKey(SHA256.hash([UInt8($0)]).bytes) }

    static func multisig(_ required: Int, _ keys: [PrivateKey]) -> Script {
        var builder = ScriptBuilder()
        builder.append(.small(required))
        for key in keys { builder.append(push: key.publicKey.bytes) }
        builder.append(.small(keys.count))
        builder.append(.checkMultiSig)
        return builder.script
    }

    static func payToKey(_ key: PublicKey) -> Script {
        var builder = ScriptBuilder()
        builder.append(push: key.bytes)
        builder.append(.checkSig)
        return builder.script
    }

    static func spending(
        _ script: Script, amount: Int64 = 100_000, sequence: UInt32 = TransactionInput.finalSequence,
        lockTime: UInt32 = 0
    ) -> SpendingTransaction {
        let outPoint = OutPoint(txid: Txid(SHA256.hash([9])), index: 0)
        let transaction = Transaction(
            inputs: [TransactionInput(previousOutput: outPoint, sequence: sequence)],
            outputs: [TransactionOutput(value: Amount(satoshis: 90_000), scriptPubKey: Script([0x51]))],
            lockTime: lockTime)
        return SpendingTransaction(
            transaction,
            spentOutputs: [TransactionOutput(value: Amount(satoshis: amount), scriptPubKey: script)],
            isForSigning: true)
    }

    static func provider(_ keys: [PrivateKey], _ scripts: [Script] = []) -> FlatSigningProvider {
        var provider = FlatSigningProvider()
        for key in keys { provider.add(key) }
        for script in scripts { provider.add(script) }
        return provider
    }
}

@Suite("Signing")
struct SigningTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let script: Script
        var scripts: [Script] = []
        var keys = [SigningFixture.keys[0]]
    }

    private static let key = SigningFixture.keys[0].publicKey
    private static let keyHash = Destination.witnessKeyHash(key.hash).script
    private static let multisig = SigningFixture.multisig(2, SigningFixture.keys)
    private static let payToKey = SigningFixture.payToKey(key)

    static let cases = [
        Case(testDescription: "P2PK", script: payToKey),
        Case(testDescription: "P2PKH", script: Destination.publicKeyHash(key.hash).script),
        Case(testDescription: "P2WPKH", script: keyHash),
        Case(
            testDescription: "P2SH-P2WPKH", script: Destination.scriptHash(of: keyHash).script,
            scripts: [keyHash]),
        Case(testDescription: "multisig", script: multisig, keys: Array(SigningFixture.keys[0..<2])),
        Case(
            testDescription: "P2SH multisig", script: Destination.scriptHash(of: multisig).script,
            scripts: [multisig], keys: Array(SigningFixture.keys[1..<3])),
        Case(
            testDescription: "P2WSH multisig", script: Destination.witnessScriptHash(of: multisig).script,
            scripts: [multisig], keys: SigningFixture.keys),
        Case(
            testDescription: "P2SH-P2WSH of a key",
            script: Destination.scriptHash(of: Destination.witnessScriptHash(of: payToKey).script).script,
            scripts: [payToKey, Destination.witnessScriptHash(of: payToKey).script]),
        Case(
            testDescription: "P2TR of an output key", script: Destination.taproot(key.xOnly.key.bytes).script),
    ]

    @Test(arguments: cases, [SignatureHashType.default, 1, 2, 3, 0x81, 0x82, 0x83])
    func satisfiesEveryTemplateWithEveryHashType(_ example: Case, _ type: UInt8) throws {
        let spending = SigningFixture.spending(example.script)
        let outcome = TransactionSigner.sign(
            spending.transaction, provider: SigningFixture.provider(example.keys, example.scripts),
            spentOutputs: spending.spentOutputs, hashType: type)
        #expect(outcome.errors == [:])
        let signed = SpendingTransaction(outcome.transaction, spentOutputs: spending.spentOutputs)
        var interpreter = ScriptInterpreter()
        try interpreter.verify(signed, input: 0, flags: .standard)
        // What is signed already needs no key.
        let again = TransactionSigner.sign(
            outcome.transaction, provider: EmptySigningProvider(), spentOutputs: spending.spentOutputs)
        #expect(again.isComplete && again.transaction == outcome.transaction)
    }

    @Test(arguments: cases) func saysWhatIsMissingWithoutKeys(_ example: Case) {
        let spending = SigningFixture.spending(example.script)
        let outcome = TransactionSigner.sign(
            spending.transaction, provider: SigningFixture.provider([], example.scripts),
            spentOutputs: spending.spentOutputs)
        #expect(!outcome.isComplete)
        #expect(
            !outcome.transaction.hasWitness || example.script.isPayToWitnessScriptHash
                || example.script.isPayToScriptHash || example.script.isPayToWitnessKeyHash)
    }

    @Test(arguments: cases) func dummySignaturesAreAsLargeAsRealOnesAtMost(_ example: Case) {
        let provider = SigningFixture.provider(example.keys, example.scripts)
        let spending = SigningFixture.spending(example.script)
        var real = SignatureData()
        var dummy = SignatureData()
        var largest = SignatureData()
        let creator = TransactionSignatureCreator(spending, input: 0)
        #expect(
            ScriptSigner.produceSignature(
                for: example.script, provider: provider, creator: creator, data: &real))
        #expect(
            ScriptSigner.produceSignature(
                for: example.script, provider: provider, creator: DummySignatureCreator.typical, data: &dummy)
        )
        #expect(
            ScriptSigner.produceSignature(
                for: example.script, provider: provider, creator: DummySignatureCreator.maximum,
                data: &largest))
        func size(_ data: SignatureData) -> Int { 4 * data.scriptSig.count + data.witness.serializedSize }
        #expect(size(real) <= size(dummy) && size(dummy) <= size(largest))
        #expect(size(real) > size(dummy) - 20)
    }

    @Test(arguments: [false, true]) func signersOfAMultisigSignOneAfterTheOther(_ isWitness: Bool) throws {
        let script =
            (isWitness
            ? Destination.witnessScriptHash(of: Self.multisig) : Destination.scriptHash(of: Self.multisig))
            .script
        let spending = SigningFixture.spending(script)
        // The last key signs first: the order of the keys is found out again.
        let first = TransactionSigner.sign(
            spending.transaction,
            provider: SigningFixture.provider([SigningFixture.keys[2]], [Self.multisig]),
            spentOutputs: spending.spentOutputs)
        #expect(
            first.errors == [
                0: isWitness
                    ? "CHECK(MULTI)SIG failing with non-zero signature (possibly need more signatures)"
                    : "CHECK(MULTI)SIG failing with non-zero signature (possibly need more signatures)"
            ])
        let second = TransactionSigner.sign(
            first.transaction, provider: SigningFixture.provider([SigningFixture.keys[0]]),
            spentOutputs: spending.spentOutputs)
        #expect(second.isComplete)
    }

    @Test func missingInputsAmountsAndOutputsAreSaid() throws {
        let key = SigningFixture.keys[0]
        let provider = SigningFixture.provider([key])
        let spending = SigningFixture.spending(Self.keyHash)
        #expect(
            TransactionSigner.sign(spending.transaction, provider: provider, spentOutputs: [nil]).errors
                == [0: "Input not found or already spent"])
        let unknown = TransactionOutput(value: .maximum, scriptPubKey: Self.keyHash)
        #expect(
            TransactionSigner.sign(spending.transaction, provider: provider, spentOutputs: [unknown]).errors
                == [0: "Missing amount"])
        let invalid = TransactionOutput(value: Amount(satoshis: -1), scriptPubKey: Self.keyHash)
        #expect(
            TransactionSigner.sign(spending.transaction, provider: provider, spentOutputs: [invalid]).errors
                != [:])
    }

    @Test func uncompressedKeysDoNotSignWitnesses() throws {
        let key = SigningFixture.keys[0].with(compressed: false)
        let script = Destination.witnessKeyHash(key.publicKey.hash).script
        var data = SignatureData()
        let creator = TransactionSignatureCreator(SigningFixture.spending(script), input: 0)
        let provider = SigningFixture.provider([key])
        #expect(
            !ScriptSigner.produceSignature(for: script, provider: provider, creator: creator, data: &data))
        #expect(data.missing.signatures == [key.publicKey.hash])
    }

    @Test func whatIsMissingIsNamed() throws {
        let creator = DummySignatureCreator.typical
        var data = SignatureData()
        let provider = EmptySigningProvider()
        let scriptHash = Destination.scriptHash(of: Self.multisig).script
        ScriptSigner.produceSignature(for: scriptHash, provider: provider, creator: creator, data: &data)
        #expect(data.missing.redeemScript == Hash160.hash(Self.multisig.array))
        let witnessHash = Destination.witnessScriptHash(of: Self.multisig).script
        ScriptSigner.produceSignature(for: witnessHash, provider: provider, creator: creator, data: &data)
        #expect(data.missing.witnessScript == SHA256.hash(Self.multisig.array))
        ScriptSigner.produceSignature(for: Self.keyHash, provider: provider, creator: creator, data: &data)
        #expect(data.missing.publicKeys == [Self.key.hash])
    }
}
