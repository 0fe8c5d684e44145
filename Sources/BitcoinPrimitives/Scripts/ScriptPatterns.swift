import BitcoinCrypto

/// A witness program: its version and its 2 to 40 bytes (BIP141).
public struct WitnessProgram: Sendable, Hashable {
    /// 0 to 16.
    public let version: Int
    /// 2 to 40 bytes.
    public let program: Bytes

    /// A program.
    public init(version: Int, program: Bytes) {
        self.version = version
        self.program = program
    }
}

// The patterns that consensus rules look for. All of them test bytes, none parses.
extension Script {
    /// `OP_HASH160 <20 bytes> OP_EQUAL` (BIP16).
    public var isPayToScriptHash: Bool {
        count == 23 && bytes[0] == Opcode.hash160.rawValue && bytes[1] == 20
            && bytes[22] == Opcode.equal.rawValue
    }

    /// `OP_0 <20 bytes>` (BIP141).
    public var isPayToWitnessKeyHash: Bool { count == 22 && bytes[0] == 0 && bytes[1] == 20 }

    /// `OP_0 <32 bytes>` (BIP141).
    public var isPayToWitnessScriptHash: Bool { count == 34 && bytes[0] == 0 && bytes[1] == 32 }

    /// `OP_1 <32 bytes>` (BIP341).
    public var isPayToTaproot: Bool { count == 34 && bytes[0] == Opcode.one.rawValue && bytes[1] == 32 }

    /// `OP_1 <4e73>`: anybody may spend it, to raise a transaction's fee.
    public var isPayToAnchor: Bool {
        count == 4 && bytes[0] == Opcode.one.rawValue && bytes[1] == 2 && bytes[2] == 0x4e
            && bytes[3] == 0x73
    }

    /// A version from 0 to 16 and a single push of 2 to 40 bytes (BIP141).
    public var witnessProgram: WitnessProgram? {
        guard count >= 4, count <= 42, Int(bytes[1]) + 2 == count,
            let version = Opcode(bytes[0]).smallNumber
        else { return nil }
        return WitnessProgram(version: version, program: bytes[2..<count])
    }

    /// `OP_RETURN` first, or too long to be run: no coin is kept for such an output.
    public var isUnspendable: Bool {
        count > Script.maximumSize || (count > 0 && bytes[0] == Opcode.return.rawValue)
    }

    /// No script longer than 10,000 bytes is run.
    public static let maximumSize = 10_000
}
