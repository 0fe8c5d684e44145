import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript

// Scripts, and what satisfies them.
extension FuzzTarget {
    private static let format = AddressFormat.regtest

    static let script = FuzzTarget(name: "script", corpora: ["script"]) { bytes in
        let script = Script(bytes)
        _ = script.disassembly(namesSignatureHashes: true)
        _ = SignatureOperations.count(in: script.bytes.rawSpan, accurate: true)
        let template = StandardTemplate(script)
        if let destination = Destination(script) {
            precondition(destination.script == script || template.name == "pubkey")
        }
        // As upstream, the descriptor of an empty script can be shown but not read.
        guard !script.isEmpty else { return }
        let descriptor = Descriptor.infer(script, format: format).text
        guard let again = try? Descriptor.parse(descriptor, format: format) else {
            preconditionFailure("a descriptor that was made of a script cannot be read")
        }
        precondition(again.count == 1 && again[0].text == descriptor)
    }

    /// Upstream demands that some rules come with others.
    private static func consistent(_ bits: UInt32) -> ScriptFlags {
        var flags = ScriptFlags(rawValue: bits & 0x1F_FFFF)
        if flags.contains(.cleanStack) { flags.insert([.payToScriptHash, .witness]) }
        if flags.contains(.witness) { flags.insert(.payToScriptHash) }
        return flags
    }

    private static func isSatisfied(
        _ spending: SpendingTransaction, _ input: Int, _ flags: ScriptFlags
    ) -> Bool {
        var interpreter = ScriptInterpreter()
        return (try? interpreter.verify(spending, input: input, flags: flags)) != nil
    }

    static let scriptEvaluation = FuzzTarget(
        name: "script-evaluation", corpora: ["script_eval", "verify_script"]
    ) { bytes in
        var reader = ByteReader(bytes)
        guard let more = try? reader.read(UInt32.self), let fewer = try? reader.read(UInt32.self),
            let scriptSig: Script = try? reader.read(), let scriptPubKey: Script = try? reader.read(),
            let witness: Witness = try? reader.read()
        else { return }
        let flags = consistent(more)
        func verdict(_ flags: ScriptFlags) -> Bool {
            var interpreter = ScriptInterpreter()
            return
                (try? interpreter.verify(
                    scriptSig: scriptSig, scriptPubKey: scriptPubKey, witness: witness, flags: flags)) != nil
        }
        let isSatisfied = verdict(flags)
        precondition(verdict(flags) == isSatisfied, "two verdicts about the same")
        let laxer = consistent(more & fewer)
        if isSatisfied, flags.isSuperset(of: laxer) {
            precondition(verdict(laxer), "a rule more allows what was forbidden without it")
        }
    }

    static let transactionEvaluation = FuzzTarget(
        name: "transaction-evaluation", corpora: ["transaction_eval", "kernel_transaction"]
    ) { bytes in
        var reader = ByteReader(bytes)
        guard let bits = try? reader.read(UInt32.self), let transaction: Transaction = try? reader.read(),
            transaction.inputs.count <= 8
        else { return }
        var outputs: [TransactionOutput] = []
        for _ in transaction.inputs {
            guard let output: TransactionOutput = try? reader.read() else { return }
            outputs.append(output)
        }
        let flags = consistent(bits)
        let spending = SpendingTransaction(transaction, spentOutputs: outputs)
        for index in transaction.inputs.indices where isSatisfied(spending, index, flags) {
            precondition(
                isSatisfied(spending, index, flags.intersection(.everyBlock)),
                "a rule more allows what was forbidden without it")
        }
    }

    static let address = FuzzTarget(name: "address", corpora: ["address_parse"]) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        for format in [AddressFormat.main, .regtest] {
            guard let destination = try? Destination(address: text, format) else { continue }
            let again = try? Destination(address: destination.address(format), format)
            precondition(again == destination, "an address that was written is read otherwise")
        }
    }

    private static func checkDescriptors(_ text: String) {
        guard let descriptors = try? Descriptor.parse(text, format: format) else { return }
        for descriptor in descriptors {
            let again = try? Descriptor.parse(descriptor.text, format: format)
            precondition(again?.first?.text == descriptor.text, "a descriptor is read otherwise than written")
            _ = (descriptor.isSolvable, descriptor.isSingleType, descriptor.warnings, descriptor.scriptSize)
            _ = descriptor.maximumSatisfactionWeight(usesMaximumSignatures: true)
            _ = descriptor.maximumSatisfactionItems
        }
    }

    static let descriptor = FuzzTarget(name: "descriptor") { bytes in
        checkDescriptors(String(decoding: bytes, as: UTF8.self))
    }

    static let miniscript = FuzzTarget(name: "miniscript", corpora: ["miniscript_parse_clean"]) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        checkDescriptors("wsh(\(text))")
        let key = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
        checkDescriptors("tr(\(key),\(text))")
    }

    static let extendedKey = FuzzTarget(
        name: "extended-key", corpora: ["bip32_deserialize_extended_key"]
    ) { bytes in
        _ = ExtendedPublicKey(bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        _ = ExtendedPublicKey(text, .main)
        _ = ExtendedPrivateKey(text, .main)
    }

    static let psbt = FuzzTarget(name: "psbt", corpora: ["psbt_parse", "psbt_parse_clean"]) { bytes in
        guard let psbt = try? PartiallySignedTransaction(bytes) else { return }
        let again = try? PartiallySignedTransaction(psbt.serialized)
        precondition(again == psbt, "a PSBT is read otherwise than written")
        _ = PartiallySignedTransaction.combined([psbt, psbt])
    }
}
