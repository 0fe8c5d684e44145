import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

extension TransactionEditor {
    /// Signs with the keys of the register `privatekeys` the inputs whose outputs are in the register `prevtxs`.
    ///
    /// - Parameter name: of what the signatures cover; everything if it is empty.
    mutating func sign(_ name: String) throws {
        guard let hashType = name.isEmpty ? SignatureHashType.all : SignatureHashType.type(named: name) else {
            throw ToolError("unknown sighash flag/sign option")
        }
        guard let keys = registers["privatekeys"] else {
            throw ToolError("privatekeys register variable must be set.")
        }
        var provider = FlatSigningProvider()
        for key in keys.elements { provider.add(all: try privateKey(key)) }
        guard let previous = registers["prevtxs"] else {
            throw ToolError("prevtxs register variable must be set.")
        }
        var spent: [OutPoint: TransactionOutput] = [:]
        for entry in previous.elements { try add(entry, to: &spent, &provider) }

        let outcome = TransactionSigner.sign(
            transaction, provider: provider, spentOutputs: inputs.map { spent[$0.previousOutput] },
            hashType: hashType)
        for (input, output) in zip(outcome.transaction.inputs, inputs.map { spent[$0.previousOutput] }) {
            // A signature in a witness covers the amount. All the money there is stands for one that is not known.
            guard let output, output.value == .maximum, !input.witness.isEmpty else { continue }
            throw ToolError("Missing amount for CTxOut with scriptPubKey=\(output.scriptPubKey.hex)")
        }
        inputs = Array(outcome.transaction.inputs)
    }

    private func privateKey(_ value: JSONValue) throws(ToolError) -> PrivateKey {
        guard let text = value.string else { throw ToolError("privatekey not a std::string") }
        guard let key = PrivateKey(walletImport: text, format) else {
            throw ToolError("privatekey not valid")
        }
        return key
    }

    private func add(
        _ entry: JSONValue, to spent: inout [OutPoint: TransactionOutput],
        _ provider: inout FlatSigningProvider
    ) throws {
        guard case .object = entry else { throw ToolError("expected prevtxs internal object") }
        guard let txidText = entry["txid"].string, entry["vout"].kind == .number,
            entry["scriptPubKey"].kind == .string
        else { throw ToolError("prevtxs internal object typecheck fail") }
        guard txidText.utf8.count == 64, let txid = Hash256(hex: txidText) else {
            throw ToolError("txid must be hexadecimal string (not '\(txidText)')")
        }
        guard let index = UInt32(exactly: try entry["vout"].requireInteger(as: Int32.self)) else {
            throw ToolError("vout cannot be negative")
        }
        let place = OutPoint(txid: Txid(txid), index: index)
        let script = try script(entry, "scriptPubKey")
        if let known = spent[place], known.scriptPubKey != script {
            throw ToolError(
                "Previous output scriptPubKey mismatch:\n\(known.scriptPubKey.disassembly())\nvs:\n"
                    + script.disassembly())
        }
        var value = Amount.maximum
        if entry.object?["amount"] != nil { value = Amount(satoshis: try entry["amount"].satoshis()) }
        spent[place] = TransactionOutput(value: value, scriptPubKey: script)
        let isHash = script.isPayToScriptHash || script.isPayToWitnessScriptHash
        if isHash, entry.object?["redeemScript"] != nil {
            provider.add(try self.script(entry, "redeemScript"))
        }
    }

    private func script(_ entry: JSONValue, _ name: String) throws(ToolError) -> Script {
        let text = entry[name].string ?? ""
        guard let bytes = Hex.decode(text), !bytes.isEmpty else {
            throw ToolError("\(name) must be hexadecimal string (not '\(text)')")
        }
        return Script(bytes)
    }
}

extension JSONValue {
    /// What an array or an object has in it; nothing for other values.
    fileprivate var elements: [JSONValue] {
        switch self {
        case .array(let elements): elements
        case .object(let object): object.map(\.value)
        default: []
        }
    }
}

extension FlatSigningProvider {
    /// Learns a private key and the witness program of its hash, which a P2SH output may have as its script.
    fileprivate mutating func add(all key: PrivateKey) {
        add(key)
        guard key.publicKey.isCompressed else { return }
        add(Destination.witnessKeyHash(key.publicKey.hash).script)
    }
}
