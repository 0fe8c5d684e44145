import BitcoinPrimitives

/// What a descriptor stands for at one position.
public struct DescriptorExpansion: Sendable {
    /// The scripts: one, but for "combo" and "unused".
    public var scripts: [Script]
    /// What it takes to sign for them, but private keys.
    public var provider: FlatSigningProvider
}

extension Descriptor {
    /// The scripts at a position below 2^31, which does not matter if the descriptor is no range.
    ///
    /// - Parameter provider: has the private keys of hardened steps.
    /// - Returns: nil if a private key is missing.
    public func expand(
        at position: UInt32 = 0, provider: any SigningProvider = EmptySigningProvider()
    ) -> DescriptorExpansion? {
        var derivation = KeyDerivation(position: position, provider: provider, cache: nil, derived: nil)
        return expand(&derivation)
    }

    /// The scripts at a position; keys that another expansion can be made from without private keys are put in
    /// `cache`.
    public func expand(
        at position: UInt32, provider: any SigningProvider, caching cache: inout DescriptorCache
    ) -> DescriptorExpansion? {
        var derivation = KeyDerivation(position: position, provider: provider, cache: nil, derived: cache)
        let expansion = expand(&derivation)
        cache = derivation.derived ?? cache
        return expansion
    }

    /// The scripts at a position, with extended keys from `cache` only; nil if one is not there.
    public func expand(at position: UInt32, from cache: DescriptorCache) -> DescriptorExpansion? {
        var derivation = KeyDerivation(
            position: position, provider: EmptySigningProvider(), cache: cache, derived: nil)
        return expand(&derivation)
    }

    private func expand(_ derivation: inout KeyDerivation) -> DescriptorExpansion? {
        var found = FlatSigningProvider()
        guard let scripts = node.scripts(&derivation, found: &found) else { return nil }
        return DescriptorExpansion(scripts: scripts, provider: found)
    }

    /// The private keys at a position, as far as they follow from those of `provider`.
    public func privateKeys(at position: UInt32, provider: any SigningProvider) -> FlatSigningProvider {
        var found = FlatSigningProvider()
        for key in node.keys {
            KeyDerivation.addPrivateKeys(of: key, at: position, provider: provider, to: &found)
        }
        return found
    }
}
