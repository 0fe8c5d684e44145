import BitcoinCrypto
import BitcoinPrimitives

/// Finds the keys of a descriptor's expressions at one position.
struct KeyDerivation {
    let position: UInt32
    /// Where private keys are looked up, for hardened steps.
    let provider: any SigningProvider
    /// Keys that were derived before; used instead of deriving.
    let cache: DescriptorCache?
    /// What was derived now; nil if nobody asks for it.
    var derived: DescriptorCache?

    /// The public key of an expression; `found` learns it with its origin. nil if it takes a private key, or an
    /// entry of the cache, that is not there.
    mutating func publicKey(
        of expression: KeyExpression, found: inout FlatSigningProvider
    ) -> PublicKey? {
        var inner = FlatSigningProvider()
        let key: PublicKey?
        switch expression.kind {
        case .constant(let bytes, _):
            key = PublicKey(bytes)
            if let key { Self.add(key, KeyOrigin(fingerprint: KeyFingerprint(key)), to: &inner) }
        case .extended(let extended): key = publicKey(of: extended, expression.index, found: &inner)
        case .aggregate(let aggregate): key = publicKey(of: aggregate, expression.index, found: &inner)
        }
        guard let key else { return nil }
        if let origin = expression.origin?.origin {
            let hash = key.hash
            let path = inner.origins[hash]?.origin.path.steps ?? []
            inner.origins[hash] = .init(
                key: key,
                origin: KeyOrigin(
                    fingerprint: origin.fingerprint, path: DerivationPath(origin.path.steps + path)))
        }
        found.merge(inner)
        return key
    }

    private static func add(_ key: PublicKey, _ origin: KeyOrigin, to found: inout FlatSigningProvider) {
        let hash = key.hash
        found.publicKeys[hash] = key
        found.origins[hash] = .init(key: key, origin: origin)
    }

    // MARK: Extended keys

    private mutating func publicKey(
        of expression: ExtendedKeyExpression, _ index: UInt32, found: inout FlatSigningProvider
    ) -> PublicKey? {
        let key: ExtendedPublicKey?
        if let cache {
            key = cached(expression, index, cache)
        } else if expression.isHardened {
            key = derive(privately: expression, index)
        } else {
            key = derive(publicly: expression, index)
        }
        guard let key = key?.key else { return nil }
        let origin = KeyOrigin(
            fingerprint: KeyFingerprint(expression.root.key), path: expression.path(at: position))
        Self.add(key, origin, to: &found)
        return key
    }

    private func cached(
        _ expression: ExtendedKeyExpression, _ index: UInt32, _ cache: DescriptorCache
    ) -> ExtendedPublicKey? {
        if let key = cache.derivedKeys[index]?[position] { return key }
        switch expression.range {
        case .none: return cache.parentKeys[index]
        case .unhardened: return cache.parentKeys[index]?.child(position)
        case .hardened: return nil
        }
    }

    private mutating func derive(
        publicly expression: ExtendedKeyExpression, _ index: UInt32
    ) -> ExtendedPublicKey? {
        guard let parent = expression.root.derived(expression.path) else { return nil }
        derived?.setParent(parent, of: index)
        return expression.range == .none ? parent : parent.child(position)
    }

    private mutating func derive(
        privately expression: ExtendedKeyExpression, _ index: UInt32
    ) -> ExtendedPublicKey? {
        guard let root = expression.privateRoot(provider) else { return nil }
        let hardened = DerivationPath(Array(expression.path.steps.prefix(expression.hardenedCount)))
        let rest = DerivationPath(Array(expression.path.steps.dropFirst(expression.hardenedCount)))
        guard let lastHardened = root.derived(hardened), let parent = lastHardened.derived(rest) else {
            return nil
        }
        if expression.range == .hardened {
            guard let key = parent.child(position | DerivationPath.hardened)?.publicKey else { return nil }
            let position = position
            derived?.setDerived(key, of: index, at: position)
            return key
        }
        let publicParent = parent.publicKey
        derived?.setParent(publicParent, of: index)
        if expression.hardenedCount > 0 { derived?.setLastHardened(lastHardened.publicKey, of: index) }
        return expression.range == .none ? publicParent : publicParent.child(position)
    }

    // MARK: Aggregate keys

    private mutating func publicKey(
        of expression: AggregateKeyExpression, _ index: UInt32, found: inout FlatSigningProvider
    ) -> PublicKey? {
        var keys: [PublicKey] = []
        for participant in expression.participants {
            guard let key = publicKey(of: participant, found: &found) else { return nil }
            keys.append(key)
        }
        keys.sort()
        guard let aggregate = PublicKey.aggregate(keys) else { return nil }
        found.aggregateKeys[aggregate] = keys
        guard expression.isRange || !expression.path.isEmpty else {
            Self.add(aggregate, KeyOrigin(fingerprint: KeyFingerprint(aggregate)), to: &found)
            return aggregate
        }
        // BIP328: others are derived from the aggregate as if it had a chain code.
        let derivation = ExtendedKeyExpression(
            root: ExtendedPublicKey(aggregate: aggregate), path: expression.path,
            range: expression.isRange ? .unhardened : .none, usesApostrophe: false)
        guard let key = derive(publicly: derivation, index)?.key else { return nil }
        let origin = KeyOrigin(
            fingerprint: KeyFingerprint(aggregate), path: derivation.path(at: position))
        Self.add(key, origin, to: &found)
        return key
    }

    // MARK: Private keys

    /// Adds the private keys of an expression to `found`, as far as they can be derived.
    static func addPrivateKeys(
        of expression: KeyExpression, at position: UInt32, provider: any SigningProvider,
        to found: inout FlatSigningProvider
    ) {
        let key: PrivateKey?
        switch expression.kind {
        case .constant(let bytes, let isXOnly): key = privateKey(bytes, isXOnly: isXOnly, provider)
        case .extended(let extended):
            key = extended.privateRoot(provider)?.derived(extended.path(at: position))?.key
        case .aggregate(let aggregate):
            for participant in aggregate.participants {
                addPrivateKeys(of: participant, at: position, provider: provider, to: &found)
            }
            return
        }
        if let key { found.privateKeys[key.publicKey.hash] = key }
    }

    static func privateKey(
        _ bytes: [UInt8], isXOnly: Bool, _ provider: any SigningProvider
    ) -> PrivateKey? {
        guard isXOnly else { return provider.privateKey(Hash160.hash(bytes)) }
        return Bytes32(Array(bytes.dropFirst())).flatMap(XOnlyPublicKey.init).flatMap {
            provider.privateKey(xOnly: $0)
        }
    }

    /// Whether the private keys of an expression can be derived.
    static func hasPrivateKeys(of expression: KeyExpression, provider: any SigningProvider) -> Bool {
        if case .aggregate(let aggregate) = expression.kind {
            return aggregate.participants.allSatisfy { hasPrivateKeys(of: $0, provider: provider) }
        }
        var found = FlatSigningProvider()
        addPrivateKeys(of: expression, at: 0, provider: provider, to: &found)
        return !found.privateKeys.isEmpty
    }
}
