/// Where a miniscript stands (BIP379): that decides on the size of keys, the kind of multisig, and the limits.
public enum MiniscriptContext: Sendable, Hashable {
    /// In P2WSH (BIP141).
    case witnessScriptHash
    /// In a leaf of a taproot tree (BIP342).
    case tapscript
}
