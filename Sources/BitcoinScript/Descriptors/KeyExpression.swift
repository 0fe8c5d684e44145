import BitcoinCrypto
import BitcoinPrimitives

/// A key of a descriptor, or a range of keys (BIP380).
struct KeyExpression: Sendable {
    /// What stands in brackets before a key.
    struct Origin: Sendable {
        var origin: KeyOrigin
        /// Whether hardened steps are marked with `'`, not with `h`.
        var usesApostrophe: Bool
    }

    enum Kind: Sendable {
        /// A key as it is: 33 or 65 bytes, shown without the sign if it is an x-only key. Keys of scripts that were
        /// taken apart may not lie on the curve.
        case constant([UInt8], isXOnly: Bool)
        /// A key derived from an extended key.
        case extended(ExtendedKeyExpression)
        /// `musig()` (BIP390).
        indirect case aggregate(AggregateKeyExpression)
    }

    /// The number of the expression in its descriptor, under which keys are cached.
    let index: UInt32
    var origin: Origin?
    let kind: Kind

    /// Whether it is a key of several (BIP390).
    var isAggregate: Bool {
        if case .aggregate = kind { true } else { false }
    }

    /// Whether it stands for a key at each position.
    var isRange: Bool {
        switch kind {
        case .constant: false
        case .extended(let key): key.range != .none
        case .aggregate(let key): key.isRange || key.participants.contains { $0.isRange }
        }
    }

    /// Whether other keys can be derived from it.
    var isExtended: Bool {
        switch kind {
        case .constant: false
        case .extended: true
        case .aggregate(let key): key.participants.allSatisfy(\.isExtended)
        }
    }

    /// The size of its keys in scripts before taproot.
    var size: Int {
        switch kind {
        case .constant(let bytes, _): bytes.count
        case .extended: 33
        case .aggregate: 32
        }
    }

    /// How many keys it names, the aggregate counted too.
    var keyCount: Int {
        if case .aggregate(let key) = kind { return 1 + key.participants.count }
        return 1
    }

    /// Whether its public keys can be told without private keys and without a cache.
    var canExpandItself: Bool {
        switch kind {
        case .constant: true
        case .extended(let key): !key.isHardened
        case .aggregate(let key): key.participants.allSatisfy(\.canExpandItself)
        }
    }
}

/// A key derived from an extended key, or a range of its children (BIP380).
struct ExtendedKeyExpression: Sendable {
    /// What follows the path.
    enum Range: Sendable {
        /// Nothing: one key.
        case none
        /// `/*`.
        case unhardened
        /// `/*h`.
        case hardened
    }

    let root: ExtendedPublicKey
    let path: DerivationPath
    let range: Range
    let usesApostrophe: Bool

    /// Whether a step needs the private key.
    var isHardened: Bool { range == .hardened || path.hasHardenedStep }

    /// The whole path of the key at a position.
    func path(at position: UInt32) -> DerivationPath {
        switch range {
        case .none: path
        case .unhardened: DerivationPath(path.steps + [position])
        case .hardened: DerivationPath(path.steps + [position | DerivationPath.hardened])
        }
    }

    /// The private half of the root, if `provider` has it.
    func privateRoot(_ provider: some SigningProvider) -> ExtendedPrivateKey? {
        provider.privateKey(root.key.hash).map { ExtendedPrivateKey($0, of: root) }
    }

    /// The number of steps up to the last hardened one.
    var hardenedCount: Int {
        path.steps.lastIndex { $0 >= DerivationPath.hardened }.map { $0 + 1 } ?? 0
    }
}

/// Keys that are added up to one, and perhaps a key derived from that (BIP390, BIP328).
struct AggregateKeyExpression: Sendable {
    let participants: [KeyExpression]
    let path: DerivationPath
    /// Whether `/*` follows the path.
    let isRange: Bool
}
