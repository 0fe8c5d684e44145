/// The functions of miniscript (BIP379). The others are short for these.
enum MiniscriptFragment: Sendable {
    case zero, one
    case keyCheck, keyHashCheck
    case older, after
    case sha256, hash256, ripemd160, hash160
    case alternative, swap, check, dupIf, verify, nonZero, zeroNotEqual
    case andV, andB, orB, orC, orD, orI, andOr
    case threshold, multisig, multisigTapscript
}

/// An expression of a miniscript. Expressions lie in one list, each after those within it, so that neither depth nor
/// number of them needs recursion.
struct MiniscriptNode: Sendable {
    let fragment: MiniscriptFragment
    /// The number of `older`, `after`, and of those that count; 0 for others.
    let number: UInt32
    /// The keys, as indices.
    let keys: [Int]
    /// The hash of those that ask for a preimage.
    let hash: [UInt8]
    /// The expressions within, as places in the list.
    let children: [Int]

    let type: MiniscriptType
    let scriptSize: Int
    let operations: OperationBounds
    let stack: StackBounds
    let witness: WitnessBounds
}
