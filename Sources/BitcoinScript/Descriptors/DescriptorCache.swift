/// Extended public keys that stand behind hardened steps, so that a descriptor can be expanded without its private
/// keys. Keys of the tables are the numbers of key expressions within the descriptor.
public struct DescriptorCache: Sendable, Equatable {
    /// The keys whose children the descriptor's keys are.
    public private(set) var parentKeys: [UInt32: ExtendedPublicKey] = [:]
    /// The keys themselves, by their position in the range, where the last step is hardened.
    public private(set) var derivedKeys: [UInt32: [UInt32: ExtendedPublicKey]] = [:]
    /// The keys after the last hardened step.
    public private(set) var lastHardenedKeys: [UInt32: ExtendedPublicKey] = [:]

    /// Nothing cached.
    public init() {}

    /// True if nothing is cached.
    public var isEmpty: Bool { parentKeys.isEmpty && derivedKeys.isEmpty && lastHardenedKeys.isEmpty }

    /// Keeps the parent of an expression's keys.
    public mutating func setParent(_ key: ExtendedPublicKey, of expression: UInt32) {
        parentKeys[expression] = key
    }

    /// Keeps the key of an expression at a position.
    public mutating func setDerived(_ key: ExtendedPublicKey, of expression: UInt32, at position: UInt32) {
        derivedKeys[expression, default: [:]][position] = key
    }

    /// Keeps the key after an expression's last hardened step.
    public mutating func setLastHardened(_ key: ExtendedPublicKey, of expression: UInt32) {
        lastHardenedKeys[expression] = key
    }

    /// Adds what another cache holds.
    ///
    /// - Returns: what was new.
    /// - Throws: if both hold different keys at the same place.
    public mutating func merge(_ other: DescriptorCache) throws(DescriptorError) -> DescriptorCache {
        var added = DescriptorCache()
        for (expression, key) in other.parentKeys
        where try Self.isNew(key, parentKeys[expression], "parent xpub") {
            setParent(key, of: expression)
            added.setParent(key, of: expression)
        }
        for (expression, keys) in other.derivedKeys {
            for (position, key) in keys
            where try Self.isNew(key, derivedKeys[expression]?[position], "derived xpub") {
                setDerived(key, of: expression, at: position)
                added.setDerived(key, of: expression, at: position)
            }
        }
        for (expression, key) in other.lastHardenedKeys
        where try Self.isNew(key, lastHardenedKeys[expression], "last hardened xpub") {
            setLastHardened(key, of: expression)
            added.setLastHardened(key, of: expression)
        }
        return added
    }

    private static func isNew(
        _ key: ExtendedPublicKey, _ known: ExtendedPublicKey?, _ name: String
    ) throws(DescriptorError) -> Bool {
        guard let known else { return true }
        guard known == key else {
            throw DescriptorError(
                "MergeAndDiff: New cached \(name) does not match already cached \(name)")
        }
        return false
    }
}
