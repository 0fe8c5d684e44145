import BitcoinPrimitives

/// The form of an output's script, as far as it is a known one. What relay and wallets look for.
public enum StandardTemplate: Sendable, Hashable {
    /// None of the others.
    case nonstandard
    /// `<key> OP_CHECKSIG` (P2PK).
    case publicKey(Bytes)
    /// P2PKH.
    case publicKeyHash
    /// P2SH (BIP16).
    case scriptHash
    /// `m <keys> n OP_CHECKMULTISIG` without a hash around it.
    case multisig(required: Int, keys: [Bytes])
    /// `OP_RETURN` and pushes only.
    case nullData
    /// P2WPKH (BIP141).
    case witnessKeyHash
    /// P2WSH (BIP141).
    case witnessScriptHash
    /// P2TR (BIP341).
    case witnessTaproot
    /// P2A.
    case anchor
    /// A witness program without a meaning yet.
    case witnessUnknown(WitnessProgram)

    /// Recognizes the form of a script.
    public init(_ script: Script) {
        if script.isPayToScriptHash {
            self = .scriptHash
        } else if let program = script.witnessProgram {
            self.init(program)
        } else if Self.isNullData(script) {
            self = .nullData
        } else if let key = Self.publicKey(script) {
            self = .publicKey(key)
        } else if script.isPayToKeyHash {
            self = .publicKeyHash
        } else {
            self = Self.multisig(script) ?? .nonstandard
        }
    }

    private init(_ program: WitnessProgram) {
        switch (program.version, program.program.count) {
        case (0, 20): self = .witnessKeyHash
        case (0, 32): self = .witnessScriptHash
        case (0, _): self = .nonstandard
        case (1, 32): self = .witnessTaproot
        case (1, 2) where program.program == [0x4e, 0x73]: self = .anchor
        default: self = .witnessUnknown(program)
        }
    }

    /// The name that JSON-RPC gives the form.
    public var name: String {
        switch self {
        case .nonstandard: "nonstandard"
        case .publicKey: "pubkey"
        case .publicKeyHash: "pubkeyhash"
        case .scriptHash: "scripthash"
        case .multisig: "multisig"
        case .nullData: "nulldata"
        case .witnessKeyHash: "witness_v0_keyhash"
        case .witnessScriptHash: "witness_v0_scripthash"
        case .witnessTaproot: "witness_v1_taproot"
        case .anchor: "anchor"
        case .witnessUnknown: "witness_unknown"
        }
    }

    // MARK: Recognition

    private static func isNullData(_ script: Script) -> Bool {
        guard script.count >= 1, script.bytes[0] == Opcode.return.rawValue else { return false }
        return Script(script.bytes[1..<script.count]).isPushOnly
    }

    private static func publicKey(_ script: Script) -> Bytes? {
        let count = script.count
        guard count == 35 || count == 67, script.bytes[count - 1] == Opcode.checkSig.rawValue,
            Int(script.bytes[0]) == count - 2
        else { return nil }
        let key = script.bytes[1..<(count - 1)]
        return isPublicKeySized(key) ? key : nil
    }

    private static func multisig(_ script: Script) -> StandardTemplate? {
        guard !script.isEmpty, script.bytes[script.count - 1] == Opcode.checkMultiSig.rawValue else {
            return nil
        }
        var instructions = script.instructions
        guard let first = instructions.next(), let required = number(first, of: script) else { return nil }
        var keys: [Bytes] = []
        while let instruction = instructions.next() {
            let data = script.data(of: instruction)
            if isPublicKeySized(data) {
                keys.append(data)
                continue
            }
            guard let total = number(instruction, of: script), total >= required, total == keys.count,
                instructions.next()?.opcode == .checkMultiSig, instructions.next() == nil
            else { return nil }
            return .multisig(required: required, keys: keys)
        }
        return nil
    }

    /// A number from 1 to 20 that an instruction pushes in the shortest way.
    private static func number(_ instruction: ScriptInstruction, of script: Script) -> Int? {
        if let small = instruction.opcode.smallNumber { return small >= 1 ? small : nil }
        // 17 to 20 take one byte, whose sign bit is clear.
        let data = script.data(of: instruction)
        guard instruction.opcode.rawValue == 1, data.count == 1, (17...20).contains(data[0]) else {
            return nil
        }
        return Int(data[0])
    }

    /// Whether the length is the one that the first byte of a key announces.
    private static func isPublicKeySized(_ data: Bytes) -> Bool {
        guard !data.isEmpty else { return false }
        switch data[0] {
        case 2, 3: return data.count == 33
        case 4, 6, 7: return data.count == 65
        default: return false
        }
    }
}
