import BitcoinPrimitives

/// How large the scripts of a descriptor are, and what satisfies them. Sizes are in bytes, where nothing else is said.
extension DescriptorNode {
    /// The size of an ECDSA signature with its hash type: one byte more if R is not kept low.
    private static func signatureSize(_ usesMaximum: Bool) -> Int { usesMaximum ? 72 : 71 }

    /// The size of the script; nil where there is more than one.
    var scriptSize: Int? {
        switch self {
        case .address(let destination): return destination.script.count
        case .raw(let script): return script.count
        case .key(let function, let key):
            switch function {
            case .pk: return 1 + key.size + 1
            case .leafKey: return 1 + 32 + 1
            case .pkh: return 25
            case .wpkh: return 22
            case .rawtr: return 34
            case .combo, .unused: return nil
            }
        case .multisig(let multisig):
            let required = Self.pushSize(multisig.required)
            if multisig.isTapscript { return 34 * multisig.keys.count + required + 1 }
            let keys = multisig.keys.reduce(0) { $0 + 1 + $1.size }
            return 1 + Self.pushSize(multisig.keys.count) + required + keys
        case .scriptHash: return 23
        case .witnessScriptHash, .taproot: return 34
        case .miniscript(let miniscript, _): return miniscript.scriptSize
        }
    }

    private static func pushSize(_ number: Int) -> Int {
        number <= 16 ? 1 : 1 + ScriptNumber.encode(Int64(number)).count
    }

    /// The size of what satisfies the script itself, each item with its length; nil where that is not known.
    func satisfactionSize(usesMaximum: Bool) -> Int? {
        let signature = 1 + Self.signatureSize(usesMaximum)
        switch self {
        case .address, .raw, .scriptHash, .taproot: return nil
        case .key(let function, let key):
            switch function {
            case .pk: return signature
            case .leafKey: return 1 + 65
            case .pkh: return signature + 1 + key.size
            case .wpkh: return signature + 1 + 33
            case .rawtr, .combo, .unused: return nil
            }
        case .multisig(let multisig):
            return multisig.isTapscript
                ? 66 * multisig.required + multisig.keys.count - multisig.required
                : 1 + signature * multisig.required
        case .witnessScriptHash(let node):
            guard let size = node.satisfactionSize(usesMaximum: usesMaximum), let script = node.scriptSize
            else { return nil }
            return CompactSize.size(of: script) + script + size
        case .miniscript(let miniscript, _): return miniscript.maximumWitnessSize
        }
    }

    /// The weight of what satisfies an output, without the counts of items and the length of scriptSig; nil where
    /// that is not known. Of taproot outputs the key path is assumed.
    func satisfactionWeight(usesMaximum: Bool) -> Int? {
        switch self {
        case .address, .raw, .miniscript: return nil
        case .taproot: return 1 + 65
        case .key(.rawtr, _): return 1 + 65
        case .key(.wpkh, _), .witnessScriptHash: return satisfactionSize(usesMaximum: usesMaximum)
        case .multisig(let multisig) where multisig.isTapscript: return nil
        case .key, .multisig: return satisfactionSize(usesMaximum: usesMaximum).map { 4 * $0 }
        case .scriptHash(let node):
            guard let size = node.satisfactionSize(usesMaximum: usesMaximum), let script = node.scriptSize
            else { return nil }
            // The script never lies in the witness.
            return 4 * (1 + script) + (node.outputType == .bech32 ? size : 4 * size)
        }
    }

    /// How many items satisfy the output, its script counted too; nil where that is not known.
    var satisfactionItems: Int? {
        switch self {
        case .address, .raw: nil
        case .key(let function, _):
            switch function {
            case .pk, .leafKey, .rawtr: 1
            case .pkh, .wpkh: 2
            case .combo, .unused: nil
            }
        case .multisig(let multisig):
            multisig.isTapscript ? multisig.keys.count : 1 + multisig.required
        case .scriptHash(let node), .witnessScriptHash(let node): node.satisfactionItems.map { 1 + $0 }
        case .taproot: 1
        case .miniscript(let miniscript, _): miniscript.maximumStackSize
        }
    }
}
