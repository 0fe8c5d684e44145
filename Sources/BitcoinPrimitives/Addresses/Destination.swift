import BitcoinCrypto

/// Whom an output pays: what an address says.
public enum Destination: Sendable, Hashable {
    /// Whoever has the key with this hash (P2PKH).
    case publicKeyHash(Bytes20)
    /// Whoever satisfies the script with this hash (P2SH, BIP16).
    case scriptHash(Bytes20)
    /// The same for a key, in the witness (P2WPKH, BIP141).
    case witnessKeyHash(Bytes20)
    /// The same for a script, in the witness (P2WSH, BIP141).
    case witnessScriptHash(Bytes32)
    /// An output key, or a script of its tree (P2TR, BIP341).
    case taproot(Bytes32)
    /// Anybody (P2A).
    case anchor
    /// A witness program without a meaning yet.
    case witnessUnknown(WitnessProgram)

    /// The destination that a script pays to; nil for bare keys, multisig, data and all that is not standard.
    public init?(_ script: Script) {
        let bytes = script.bytes
        if let program = script.witnessProgram {
            self.init(program)
        } else if script.isPayToScriptHash, let hash = Bytes20(bytes[2..<22].rawSpan) {
            self = .scriptHash(hash)
        } else if script.isPayToKeyHash, let hash = Bytes20(bytes[3..<23].rawSpan) {
            self = .publicKeyHash(hash)
        } else {
            return nil
        }
    }

    /// The destination that a witness program stands for; nil for version 0 with a wrong size.
    public init?(_ program: WitnessProgram) {
        switch (program.version, program.program.count) {
        case (0, 20):
            guard let hash = Bytes20(program.program.rawSpan) else { return nil }
            self = .witnessKeyHash(hash)
        case (0, 32):
            guard let hash = Bytes32(program.program.rawSpan) else { return nil }
            self = .witnessScriptHash(hash)
        case (0, _): return nil
        case (1, 32):
            guard let key = Bytes32(program.program.rawSpan) else { return nil }
            self = .taproot(key)
        case (1, 2) where program.program == [0x4e, 0x73]:
            self = .anchor
        default:
            self = .witnessUnknown(program)
        }
    }

    /// The destination that pays to a script's hash (P2SH).
    public static func scriptHash(of script: Script) -> Destination {
        .scriptHash(Hash160.hash(script.bytes.rawSpan))
    }

    /// The destination that pays to a script's hash in the witness (P2WSH).
    public static func witnessScriptHash(of script: Script) -> Destination {
        .witnessScriptHash(SHA256.hash(script.bytes.rawSpan))
    }

    /// The script that pays to this destination.
    public var script: Script {
        var builder = ScriptBuilder()
        switch self {
        case .publicKeyHash(let hash):
            builder.append(.dup)
            builder.append(.hash160)
            builder.append(push: hash.bytes)
            builder.append(.equalVerify)
            builder.append(.checkSig)
        case .scriptHash(let hash):
            builder.append(.hash160)
            builder.append(push: hash.bytes)
            builder.append(.equal)
        default:
            if let program = witnessProgram {
                builder.append(.small(program.version))
                builder.append(push: program.program.array)
            }
        }
        return builder.script
    }

    /// The witness program of this destination; nil for those without witness.
    public var witnessProgram: WitnessProgram? {
        switch self {
        case .publicKeyHash, .scriptHash: nil
        case .witnessKeyHash(let hash): WitnessProgram(version: 0, program: Bytes(hash.bytes))
        case .witnessScriptHash(let hash): WitnessProgram(version: 0, program: Bytes(hash.bytes))
        case .taproot(let key): WitnessProgram(version: 1, program: Bytes(key.bytes))
        case .anchor: WitnessProgram(version: 1, program: [0x4e, 0x73])
        case .witnessUnknown(let program): program
        }
    }
}

extension Script {
    /// `OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG`.
    public var isPayToKeyHash: Bool {
        count == 25 && bytes[0] == Opcode.dup.rawValue && bytes[1] == Opcode.hash160.rawValue
            && bytes[2] == 20 && bytes[23] == Opcode.equalVerify.rawValue
            && bytes[24] == Opcode.checkSig.rawValue
    }
}
