import BitcoinCrypto
import BitcoinPrimitives

/// Why an input of a PSBT was not signed, in upstream's words.
public enum PSBTSigningError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The output that is spent is not known, or not the one that is meant.
    case missingInputs
    /// Somebody wants signatures of another kind than those that are there or that the PSBT asks for.
    case hashTypeMismatch
    /// Signatures or other data are still missing.
    case incomplete
    /// The inputs contradict each other, so that there is no transaction.
    case invalidTransaction

    /// The message for the user.
    public var description: String {
        switch self {
        case .missingInputs: "Inputs missing or spent"
        case .hashTypeMismatch: "Specified sighash value does not match value stored in PSBT"
        case .incomplete: "Input needs additional signatures or other data"
        case .invalidTransaction: "The transaction cannot be valid"
        }
    }
}

/// The transaction that the signatures of a PSBT commit to, hashed once for all inputs.
public struct PSBTSpending: Sendable {
    let transaction: SpendingTransaction
    /// Whether every output that is spent is known: signatures of taproot commit to all of them.
    let knowsAllOutputs: Bool

    /// The transaction of a PSBT; nil if its inputs contradict each other.
    public init?(_ psbt: PartiallySignedTransaction) {
        guard let unsigned = psbt.unsignedTransaction else { return nil }
        let outputs = psbt.inputs.map(\.utxo)
        let placeholder = TransactionOutput(value: Amount(satoshis: -1), scriptPubKey: Script())
        transaction = SpendingTransaction(
            unsigned, spentOutputs: outputs.map { $0 ?? placeholder }, isForSigning: true)
        knowsAllOutputs = !outputs.contains(nil)
    }

    /// Whether an input is finished, and satisfies the output that it spends.
    public func isSatisfied(_ input: PSBTInput, at index: Int) -> Bool {
        guard let utxo = input.utxo else { return false }
        if utxo.scriptPubKey.isPayToTaproot && !knowsAllOutputs { return false }
        var interpreter = ScriptInterpreter()
        let verdict: Void? = try? interpreter.verify(
            scriptSig: input.finalScriptSig, scriptPubKey: utxo.scriptPubKey, witness: input.finalWitness,
            flags: .standard, spending: transaction, input: index)
        return verdict != nil
    }
}

/// How an input of a PSBT is signed.
public struct PSBTSigningOptions: Sendable {
    /// What signatures are to cover; nil for all, or what the output's kind has for that.
    public var hashType: Int32?
    /// Whether an input with all signatures is finished.
    public var finalizes: Bool

    /// Options.
    public init(hashType: Int32? = nil, finalizes: Bool = true) {
        self.hashType = hashType
        self.finalizes = finalizes
    }
}

extension PSBTInput {
    /// Signs with the keys that there are and adds what else a provider knows.
    ///
    /// - Parameters:
    ///   - spending: the transaction of the PSBT; nil for signatures that only look right.
    ///   - index: which of its inputs this is.
    ///   - missing: what was looked for and not found.
    /// - Throws: what is in the way of a whole set of signatures. What was found is kept nevertheless.
    mutating func sign(
        in spending: PSBTSpending?, at index: Int, provider: any SigningProvider,
        options: PSBTSigningOptions, missing: inout SignatureData.Missing
    ) throws(PSBTSigningError) {
        if let spending, spending.isSatisfied(self, at: index) { return }
        guard let utxo else { throw .missingInputs }
        let isTaproot = utxo.scriptPubKey.isPayToTaproot
        let type =
            options.hashType ?? Int32(isTaproot ? SignatureHashType.default : SignatureHashType.all)
        // Whoever wants other signatures than usual has to say so, even if the PSBT does.
        if let wanted = signatureHashType, wanted != type { throw .hashTypeMismatch }
        let isUsual = type == SignatureHashType.default || (!isTaproot && type == SignatureHashType.all)
        if !isUsual { signatureHashType = type }
        try checkSignatures(are: type)

        var data = signatureData
        data.usesWitness = false
        let isComplete = produce(&data, for: utxo, spending, index, UInt8(truncatingIfNeeded: type), provider)
        // A lone output may be made up; only a witness signature commits to it.
        if previousTransaction == nil && !data.usesWitness { throw .incomplete }
        if !options.finalizes { data.isComplete = false }
        update(from: data)
        if data.usesWitness { spentOutput = utxo }
        missing = data.missing
        guard isComplete else { throw .incomplete }
    }

    private func produce(
        _ data: inout SignatureData, for utxo: TransactionOutput, _ spending: PSBTSpending?, _ index: Int,
        _ type: UInt8, _ provider: any SigningProvider
    ) -> Bool {
        let creator: any SignatureCreator =
            if let spending {
                TransactionSignatureCreator(
                    spending.transaction, input: index, hashType: type,
                    knowsAllOutputs: spending.knowsAllOutputs)
            } else {
                DummySignatureCreator.typical
            }
        return ScriptSigner.produceSignature(
            for: utxo.scriptPubKey, provider: provider, creator: creator, data: &data)
    }

    /// Every signature that is there has to be of the kind that is wanted.
    private func checkSignatures(are type: Int32) throws(PSBTSigningError) {
        let taproot = [taprootKeySignature].filter { !$0.isEmpty } + taprootScriptSignatures.values
        if type == SignatureHashType.default {
            guard taproot.allSatisfy({ $0.count == 64 }) else { throw .hashTypeMismatch }
        } else {
            guard taproot.allSatisfy({ $0.count == 65 && Int32($0[64]) == type }),
                partialSignatures.values.allSatisfy({ Int32($0[$0.count - 1]) == type })
            else { throw .hashTypeMismatch }
        }
    }
}

extension PartiallySignedTransaction {
    /// Signs an input with the keys that `provider` has, and adds what else it knows.
    ///
    /// - Throws: what is in the way of a whole set of signatures. What was found is kept nevertheless.
    public mutating func sign(
        input index: Int, in spending: PSBTSpending, provider: any SigningProvider,
        options: PSBTSigningOptions = PSBTSigningOptions()
    ) throws(PSBTSigningError) {
        var missing = SignatureData.Missing()
        try inputs[index].sign(
            in: spending, at: index, provider: provider, options: options, missing: &missing)
    }

    /// Signs all inputs that are not finished, and adds what `provider` knows of inputs and outputs. What is missing after
    /// that another signer may add.
    ///
    /// - Throws: ``PSBTSigningError/hashTypeMismatch`` only: a signature of another kind than the user wants must not come
    ///   about.
    public mutating func signAll(
        in spending: PSBTSpending, provider: any SigningProvider, options: PSBTSigningOptions
    ) throws(PSBTSigningError) {
        for index in inputs.indices where !inputs[index].isFinal {
            do throws(PSBTSigningError) {
                try sign(input: index, in: spending, provider: provider, options: options)
            } catch {
                if error == .hashTypeMismatch { throw error }
            }
        }
        for index in outputs.indices { update(output: index, provider: provider) }
        removeUnnecessaryTransactions()
    }

    /// Adds the scripts and origins that `provider` knows of an output.
    public mutating func update(output index: Int, provider: any SigningProvider) {
        let output = outputs[index].output
        var data = outputs[index].signatureData
        // A spend that is made up: it leads to all scripts and keys. No signature of taproot may end the search.
        let input = TransactionInput(previousOutput: .null)
        let spending = SpendingTransaction(
            Transaction(inputs: [input], outputs: []), spentOutputs: [output], isForSigning: true)
        ScriptSigner.produceSignature(
            for: output.scriptPubKey, provider: provider,
            creator: TransactionSignatureCreator(
                spending, input: 0, hashType: SignatureHashType.all, knowsAllOutputs: false),
            data: &data)
        outputs[index].update(from: data)
    }

    /// Leaves out whole previous transactions where nobody needs them: if all inputs are of taproot or later, and
    /// their signatures commit to all outputs that are spent.
    public mutating func removeUnnecessaryTransactions() {
        let isEach = inputs.allSatisfy { input in
            guard let program = input.spentOutput?.scriptPubKey.witnessProgram else { return false }
            return program.version > 0
                && (input.signatureHashType ?? 0) & Int32(SignatureHashType.anyoneCanPay) == 0
        }
        guard isEach else { return }
        for index in inputs.indices { inputs[index].previousTransaction = nil }
    }

    /// Finishes the inputs that have all signatures. True if those are all (BIP174's finalizer).
    @discardableResult
    public mutating func finalize() -> Bool {
        guard let spending = PSBTSpending(self) else { return false }
        var isComplete = true
        for index in inputs.indices {
            let options = PSBTSigningOptions(hashType: inputs[index].signatureHashType)
            do throws(PSBTSigningError) {
                try sign(input: index, in: spending, provider: EmptySigningProvider(), options: options)
            } catch {
                isComplete = false
            }
        }
        return isComplete
    }

    /// The transaction with what the inputs have been finished with (BIP174's extractor). Whether that is all is
    /// for ``finalize()`` to tell.
    public var extracted: Transaction? {
        guard let unsigned = unsignedTransaction else { return nil }
        var signed = unsigned.inputs
        for (index, input) in inputs.enumerated() {
            signed[index].scriptSig = input.finalScriptSig
            signed[index].witness = input.finalWitness
        }
        return Transaction(
            version: unsigned.version, inputs: signed, outputs: unsigned.outputs, lockTime: unsigned.lockTime)
    }
}
