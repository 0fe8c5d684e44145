import BitcoinCrypto

/// Where a miniscript stands (BIP379): that decides on the size of keys, the kind of multisig, and the limits.
public enum MiniscriptContext: Sendable, Hashable {
    /// In P2WSH (BIP141).
    case witnessScriptHash
    /// In a leaf of a taproot tree (BIP342).
    case tapscript

    /// The bytes that a push of a key takes.
    var keySize: Int { self == .tapscript ? 33 : 34 }

    /// The bytes of a key in a script.
    func serialize(_ key: PublicKey) -> [UInt8] {
        self == .tapscript ? key.xOnly.key.bytes.bytes : key.bytes
    }

    /// The largest script that transactions for relay can spend.
    var maximumScriptSize: Int { self == .tapscript ? Self.maximumLeafSize : 3600 }

    /// Leaves have no limit of their own. What is left of a standard transaction when the rest of it, and a witness of
    /// as many and as large items as there can be, are taken away.
    private static let maximumLeafSize: Int = {
        let transaction = (8 + 1 + 41 + 1 + 43) * 4 + 2
        let satisfaction = 3 + 66 * ScriptLimits.stackSize + 3 + ScriptLimits.controlMaximum
        let size = 400_000 - transaction - satisfaction
        // Its length takes five bytes.
        return size - 5
    }()

    /// The most items that a witness for relay has besides the script (P2WSH).
    static let maximumWitnessItems = 100
}
