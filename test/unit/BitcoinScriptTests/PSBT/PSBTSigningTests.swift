import BitcoinCrypto
import BitcoinPrimitives
import Testing

@testable import BitcoinScript

@Suite struct PSBTSigningTests {
    private let key = PrivateKey.random()
    private var provider: FlatSigningProvider {
        var provider = FlatSigningProvider()
        provider.add(key)
        return provider
    }

    /// A PSBT whose one input spends an output with this script.
    private func psbt(_ script: Script, value: Int64 = 5000, isWhole: Bool = true)
        -> PartiallySignedTransaction
    {
        let output = TransactionOutput(value: Amount(satoshis: value), scriptPubKey: script)
        let previous = Transaction(inputs: [TransactionInput(previousOutput: .null)], outputs: [output])
        let spending = Transaction(
            inputs: [TransactionInput(previousOutput: OutPoint(txid: previous.txid, index: 0))],
            outputs: [TransactionOutput(value: Amount(satoshis: 4000), scriptPubKey: Script([0x51]))])
        var psbt = PartiallySignedTransaction(spending)
        if isWhole {
            psbt.inputs[0].previousTransaction = previous
        } else {
            psbt.inputs[0].spentOutput = output
        }
        return psbt
    }

    private func sign(
        _ psbt: inout PartiallySignedTransaction, _ options: PSBTSigningOptions = PSBTSigningOptions()
    ) throws {
        let spending = try #require(PSBTSpending(psbt))
        try psbt.sign(input: 0, in: spending, provider: provider, options: options)
    }

    private var keyHash: Script { Destination.publicKeyHash(key.publicKey.hash).script }
    private var witnessKeyHash: Script { Destination.witnessKeyHash(key.publicKey.hash).script }

    @Test func finishesAnInputAndKeepsOnlyTheResult() throws {
        var psbt = psbt(witnessKeyHash)
        try sign(&psbt)
        #expect(psbt.inputs[0].isFinal)
        #expect(psbt.inputs[0].partialSignatures.isEmpty)
        #expect(psbt.inputs[0].spentOutput != nil)
        let isComplete = psbt.finalize()
        #expect(isComplete)
        #expect(psbt.extracted?.hasWitness == true)
        #expect(PSBTAnalysis(psbt).next == .extractor)
    }

    @Test func tellsTheSizeOfWhatIsSignedAlready() throws {
        var psbt = psbt(witnessKeyHash, isWhole: false)
        try sign(&psbt, PSBTSigningOptions(finalizes: false))
        let open = PSBTAnalysis(psbt)
        #expect(open.next == .finalizer)
        #expect(open.inputs.first?.missing == SignatureData.Missing())
        let isComplete = psbt.finalize()
        #expect(isComplete)
        let finished = PSBTAnalysis(psbt)
        #expect(finished.next == .extractor)
        #expect(finished.estimatedVirtualSize == psbt.extracted?.virtualSize)
        #expect(open.estimatedVirtualSize == finished.estimatedVirtualSize)
        #expect(finished.estimatedFeeRate != nil)
    }

    @Test func leavesAnInputOpenIfAsked() throws {
        var psbt = psbt(witnessKeyHash)
        try sign(&psbt, PSBTSigningOptions(finalizes: false))
        #expect(!psbt.inputs[0].isFinal)
        #expect(psbt.inputs[0].partialSignatures.count == 1)
        #expect(PSBTAnalysis(psbt).next == .finalizer)
        let isComplete = psbt.finalize()
        #expect(isComplete)
    }

    @Test func doesNotTrustALoneOutputOfAnInputWithoutWitness() {
        var psbt = psbt(keyHash, isWhole: false)
        #expect(throws: PSBTSigningError.incomplete) { try sign(&psbt) }
        #expect(!psbt.inputs[0].hasSignatures)
    }

    @Test func asksForTheOutput() {
        var psbt = psbt(keyHash)
        psbt.inputs[0].previousTransaction = nil
        #expect(throws: PSBTSigningError.missingInputs) { try sign(&psbt) }
        let analysis = PSBTAnalysis(psbt)
        #expect(analysis.next == .updater)
        #expect(analysis.fee == nil)
    }

    @Test func refusesSignaturesOfAnotherKindThanThePSBTAsksFor() throws {
        var psbt = psbt(witnessKeyHash)
        psbt.inputs[0].signatureHashType = Int32(SignatureHashType.none)
        #expect(throws: PSBTSigningError.hashTypeMismatch) { try sign(&psbt) }
        try sign(&psbt, PSBTSigningOptions(hashType: Int32(SignatureHashType.none), finalizes: false))
        #expect(throws: PSBTSigningError.hashTypeMismatch) {
            try sign(&psbt, PSBTSigningOptions(hashType: Int32(SignatureHashType.single)))
        }
    }

    @Test func signsTheKeyPathOfTaproot() throws {
        let internalKey = key.publicKey.xOnly.key
        var tree = TaprootBuilder()
        let finished = tree.finalize(internalKey: internalKey)
        let output = try #require(finished)
        var psbt = psbt(Destination.taproot(output.bytes).script)
        psbt.inputs[0].taprootInternalKey = internalKey.bytes
        try sign(&psbt, PSBTSigningOptions(finalizes: false))
        #expect(psbt.inputs[0].taprootKeySignature.count == 64)
        psbt.removeUnnecessaryTransactions()
        #expect(psbt.inputs[0].previousTransaction == nil)
        let isComplete = psbt.finalize()
        #expect(isComplete)
    }

    @Test func keepsWholeTransactionsBelowTaproot() throws {
        var psbt = psbt(witnessKeyHash)
        try sign(&psbt)
        psbt.removeUnnecessaryTransactions()
        #expect(psbt.inputs[0].previousTransaction != nil)
    }

    // MARK: Analysis

    @Test func tellsWhatIsMissing() {
        let missingKey = PSBTAnalysis(psbt(keyHash))
        #expect(missingKey.next == .updater)
        #expect(missingKey.inputs[0].missing.publicKeys == [key.publicKey.hash])
        #expect(missingKey.fee == Amount(satoshis: 1000))

        let redeemScript = Script([0x51])
        let missingScript = PSBTAnalysis(psbt(Destination.scriptHash(of: redeemScript).script))
        #expect(missingScript.inputs[0].missing.redeemScript == Hash160.hash([0x51]))

        var known = psbt(witnessKeyHash)
        known.inputs[0].keyOrigins[Bytes(key.publicKey.bytes)] = KeyOrigin(
            fingerprint: KeyFingerprint(key.publicKey))
        let missingSignature = PSBTAnalysis(known)
        #expect(missingSignature.next == .signer)
        #expect(missingSignature.inputs[0].missing.signatures == [key.publicKey.hash])
        // Its size can be told from signatures that only look right.
        #expect(missingSignature.estimatedVirtualSize != nil)
    }

    /// `or_d(pk(A),and_v(v:pkh(B),after(100)))`, of whose keys the second is known by its hash only.
    private func script(_ other: PublicKey) -> Script {
        Script(
            [0x21] + key.publicKey.bytes + [0xac, 0x73, 0x64, 0x76, 0xa9, 0x14] + other.hash.bytes
                + [0x88, 0xad, 0x01, 0x64, 0xb1, 0x68])
    }

    @Test func keysThatAMiniscriptHasTheHashesOfAreMissing() {
        let other = PrivateKey.random().publicKey
        let script = script(other)
        var psbt = psbt(Destination.witnessScriptHash(of: script).script, isWhole: false)
        psbt.inputs[0].witnessScript = script
        let analysis = PSBTAnalysis(psbt)
        #expect(analysis.next == .updater)
        #expect(analysis.inputs[0].missing.publicKeys == [other.hash])
    }

    @Test func keysOfAMiniscriptAreAskedForFromLeftToRight() {
        let other = PrivateKey.random().publicKey
        let script = script(other)
        var psbt = psbt(Destination.witnessScriptHash(of: script).script, isWhole: false)
        psbt.inputs[0].witnessScript = script
        for known in [key.publicKey, other] {
            psbt.inputs[0].keyOrigins[Bytes(known.bytes)] = KeyOrigin(fingerprint: KeyFingerprint(known))
        }
        #expect(
            PSBTAnalysis(psbt).inputs[0].missing.signatures == [key.publicKey.hash, other.hash])
    }

    @Test func refusesOutputsThatMakeNoSense() {
        #expect(
            PSBTAnalysis(psbt(Script([0x6a]))).error
                == "PSBT is not valid. Input 0 spends unspendable output")
        #expect(
            PSBTAnalysis(psbt(witnessKeyHash, value: -5)).error
                == "PSBT is not valid. Input 0 has invalid value")
        var psbt = psbt(witnessKeyHash)
        psbt.outputs[0].output.value = Amount(satoshis: -1)
        #expect(PSBTAnalysis(psbt).error == "PSBT is not valid. Output amount invalid")
    }

    // MARK: Combination

    @Test func combinesOnlyWhatIsAboutOneTransaction() {
        let one = psbt(keyHash)
        let other = psbt(witnessKeyHash)
        #expect(PartiallySignedTransaction.combined([one, other]) == nil)
        #expect(PartiallySignedTransaction.combined([one, one]) == one)
    }

    @Test func joinsOnlyDifferentInputs() throws {
        let transaction = try #require(psbt(keyHash).unsignedTransaction)
        let one = PartiallySignedTransaction(transaction, version: 0)
        let other = PartiallySignedTransaction(
            try #require(psbt(witnessKeyHash).unsignedTransaction), version: 0)
        var generator = SystemRandomNumberGenerator()
        let joined = try PartiallySignedTransaction.joined([one, other], using: &generator)
        #expect(joined.inputs.count == 2 && joined.outputs.count == 2)
        #expect(throws: PSBTJoinError.duplicateInput(one.inputs[0].previousOutput)) {
            try PartiallySignedTransaction.joined([one, one], using: &generator)
        }
        #expect(throws: PSBTJoinError.version) {
            try PartiallySignedTransaction.joined([one, psbt(keyHash)], using: &generator)
        }
        #expect(throws: PSBTJoinError.tooFew) {
            try PartiallySignedTransaction.joined([one], using: &generator)
        }
    }
}
