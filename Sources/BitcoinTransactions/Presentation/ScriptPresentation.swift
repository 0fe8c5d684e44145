import BitcoinCrypto
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

extension TransactionPresentation {
    /// All about a script, and about the outputs that it can be wrapped into.
    public func decoded(_ script: Script) -> JSONObject {
        let template = StandardTemplate(script)
        var object = self.script(script)
        object["hex"] = nil
        guard canBeWrapped(script, template) else { return object }
        object.append("p2sh", .string(Destination.scriptHash(of: script).address(addressFormat)))
        if let wrapped = witnessScript(for: script, template) {
            var provider = FlatSigningProvider()
            // The hash of a key is no reason to tell the script of the key as one that is hashed, too.
            if wrapped.isPayToWitnessScriptHash { provider.add(script) }
            var segwit = self.script(wrapped, provider: provider)
            segwit.append(
                "p2sh-segwit", .string(Destination.scriptHash(of: wrapped).address(addressFormat)))
            object.append("segwit", .object(segwit))
        }
        return object
    }

    /// Whether the script makes sense behind the hash of an output.
    private func canBeWrapped(_ script: Script, _ template: StandardTemplate) -> Bool {
        switch template {
        case .nullData, .scriptHash, .witnessUnknown, .witnessTaproot, .anchor: return false
        case .multisig, .nonstandard, .publicKey, .publicKeyHash, .witnessKeyHash, .witnessScriptHash: break
        }
        return script.hasKnownInstructions && !script.isUnspendable
            && !script.instructions.contains { $0.opcode == .checkSigAdd || $0.opcode.isSuccess }
    }

    /// The output of version 0 that stands for the script; nil if a witness cannot have the script, as it is one
    /// itself or has keys that are not compressed.
    private func witnessScript(for script: Script, _ template: StandardTemplate) -> Script? {
        switch template {
        case .publicKey(let key):
            return key.count == 33
                ? Destination.witnessKeyHash(Hash160.hash(key.rawSpan)).script : nil
        case .publicKeyHash:
            guard case .publicKeyHash(let hash)? = Destination(script) else { return nil }
            return Destination.witnessKeyHash(hash).script
        case .multisig(_, let keys) where keys.contains { $0.count != 33 }: return nil
        case .multisig, .nonstandard: return Destination.witnessScriptHash(of: script).script
        default: return nil
        }
    }
}
