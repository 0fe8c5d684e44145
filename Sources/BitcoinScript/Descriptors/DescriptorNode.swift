import BitcoinCrypto
import BitcoinPrimitives

/// A function of a descriptor with its arguments (BIP380 to BIP390). They nest at most three deep: what may be
/// nested further, trees and miniscript, is kept flat.
indirect enum DescriptorNode: Sendable {
    /// A function of one key.
    enum KeyFunction: String, Sendable {
        case pk, pkh, wpkh, combo, rawtr, unused
        /// `pk()` in a taproot tree.
        case leafKey

        var name: String { self == .leafKey ? "pk" : rawValue }
    }

    /// `multi()` and its kin.
    struct Multisig: Sendable {
        var required: Int
        var keys: [KeyExpression]
        /// Whether the keys are put in the order of their bytes (BIP67).
        var isSorted: Bool
        /// Whether it stands in a taproot tree (BIP387).
        var isTapscript: Bool

        var name: String { (isSorted ? "sortedmulti" : "multi") + (isTapscript ? "_a" : "") }
    }

    /// A script of a taproot tree.
    struct Leaf: Sendable {
        var depth: Int
        var node: DescriptorNode
    }

    case address(Destination)
    case raw(Script)
    case key(KeyFunction, KeyExpression)
    case multisig(Multisig)
    case scriptHash(DescriptorNode)
    case witnessScriptHash(DescriptorNode)
    case taproot(KeyExpression, [Leaf])
    /// The keys of the miniscript are indices into the expressions.
    case miniscript(Miniscript, [KeyExpression])

    /// The key expressions of this function itself.
    var ownKeys: [KeyExpression] {
        switch self {
        case .address, .raw, .scriptHash, .witnessScriptHash: []
        case .key(_, let key), .taproot(let key, _): [key]
        case .multisig(let multisig): multisig.keys
        case .miniscript(_, let keys): keys
        }
    }

    /// The functions within this one.
    var children: [DescriptorNode] {
        switch self {
        case .scriptHash(let node), .witnessScriptHash(let node): [node]
        case .taproot(_, let leaves): leaves.map(\.node)
        case .address, .raw, .key, .multisig, .miniscript: []
        }
    }

    /// All key expressions, this function's first.
    var keys: [KeyExpression] { ownKeys + children.flatMap(\.keys) }

    /// The type of addresses that it gives; nil for those without an address.
    var outputType: OutputType? {
        switch self {
        case .address(let destination): OutputType(destination)
        case .raw(let script): Destination(script).flatMap { OutputType($0) }
        case .key(let function, _):
            switch function {
            case .pkh: .legacy
            case .wpkh: .bech32
            case .rawtr: .bech32m
            case .pk, .leafKey, .combo, .unused: nil
            }
        case .multisig, .miniscript: nil
        case .scriptHash(let node): node.outputType == .bech32 ? .scriptHashWitness : .legacy
        case .witnessScriptHash: .bech32
        case .taproot: .bech32m
        }
    }
}
