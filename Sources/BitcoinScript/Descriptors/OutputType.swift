import BitcoinPrimitives

/// The types of addresses that users choose among.
public enum OutputType: String, Sendable, Hashable, CaseIterable {
    /// P2PKH and P2SH.
    case legacy
    /// Witness programs within P2SH.
    case scriptHashWitness = "p2sh-segwit"
    /// P2WPKH and P2WSH.
    case bech32
    /// P2TR and what comes later.
    case bech32m

    /// The type of a destination, as far as it can be told from outside; nil for P2A.
    public init?(_ destination: Destination) {
        switch destination {
        case .publicKeyHash, .scriptHash: self = .legacy
        case .witnessKeyHash, .witnessScriptHash: self = .bech32
        case .taproot, .witnessUnknown: self = .bech32m
        case .anchor: return nil
        }
    }
}
