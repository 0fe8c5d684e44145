import BitcoinCrypto
import BitcoinPrimitives

/// A text that says which output scripts somebody means, and how they are spent (BIP380 to BIP390, BIP379).
///
/// Private keys are no part of it: reading a descriptor gives them apart, and writing one asks for them.
public struct Descriptor: Sendable {
    let node: DescriptorNode
    let format: AddressFormat

    init(_ node: DescriptorNode, _ format: AddressFormat) {
        self.node = node
        self.format = format
    }

    // MARK: Text

    /// The text with its checksum, public keys in place of private ones.
    public var text: String { written(.public).text }

    /// The text in the form that never changes between versions: hardened steps are marked with `'`.
    public var compatibleText: String { written(.compatible).text }

    /// SHA-256 of `compatibleText`, by which wallets name descriptors.
    public var identifier: Bytes32 { SHA256.hash(Array(compatibleText.utf8)) }

    /// The text with the private keys that `provider` has, and whether there is any; nil for "addr" and "raw",
    /// which have no keys.
    public func privateText(_ provider: any SigningProvider) -> (text: String, hasPrivateKeys: Bool)? {
        switch node {
        case .address, .raw: nil
        default: written(.private(provider))
        }
    }

    /// The text with extended keys from their last hardened step on, marked with `h`; nil if a private key that this
    /// takes is neither in `provider` nor made needless by `cache`.
    public func normalizedText(_ provider: any SigningProvider, cache: DescriptorCache? = nil) -> String? {
        var writer = KeyWriter(.normalized(provider, cache), format)
        return node.text(&writer).map(DescriptorChecksum.appended)
    }

    private func written(_ style: DescriptorStyle) -> (text: String, hasPrivateKeys: Bool) {
        var writer = KeyWriter(style, format)
        // Only normalizing may fail.
        let text = node.text(&writer) ?? ""
        return (DescriptorChecksum.appended(to: text), writer.hasPrivateKeys)
    }

    // MARK: Properties

    /// Whether it stands for scripts at many positions.
    public var isRange: Bool { node.keys.contains(where: \.isRange) }

    /// Whether it tells how to spend its scripts, given the keys.
    public var isSolvable: Bool {
        switch node {
        case .address, .raw: false
        default: true
        }
    }

    /// Whether it gives one script at each position, as all but "combo" do.
    public var isSingleType: Bool {
        if case .key(.combo, _) = node { return false }
        return true
    }

    /// Whether it gives scripts at all, as all but "unused" do.
    public var hasScripts: Bool {
        if case .key(.unused, _) = node { return false }
        return true
    }

    /// The type of its addresses; nil if it has none, or several.
    public var outputType: OutputType? { node.outputType }

    /// Whether its scripts can be told without private keys and without a cache.
    public var canExpandItself: Bool { node.keys.allSatisfy(\.canExpandItself) }

    /// Whether `provider` has every private key.
    public func hasPrivateKeys(_ provider: any SigningProvider) -> Bool {
        let keys = node.keys
        return !keys.isEmpty && keys.allSatisfy { KeyDerivation.hasPrivateKeys(of: $0, provider: provider) }
    }

    /// Whether any of its keys is one of several, for which all of them sign together (MuSig2, BIP390).
    public var hasAggregateKeys: Bool { node.keys.contains(where: \.isAggregate) }

    /// How many keys it names.
    public var keyCount: Int { node.keys.reduce(0) { $0 + $1.keyCount } }

    /// The highest number of a key expression.
    public var maximumKeyExpression: UInt32 { node.keys.map(\.index).max() ?? 0 }

    /// The keys that are given as they are, those within "musig" left out.
    public var rootKeys: Set<PublicKey> {
        Set(
            node.keys.compactMap {
                if case .constant(let bytes, _) = $0.kind { PublicKey(bytes) } else { nil }
            })
    }

    /// The extended keys, those within "musig" left out.
    public var rootExtendedKeys: Set<ExtendedPublicKey> {
        Set(
            node.keys.compactMap {
                if case .extended(let key) = $0.kind { key.root } else { nil }
            })
    }

    /// What should be known before it is used.
    public var warnings: [String] { Self.warnings(node) }

    private static func warnings(_ node: DescriptorNode) -> [String] {
        if case .miniscript(let miniscript, _) = node { return miniscript.warnings }
        return node.children.flatMap(warnings)
    }

    // MARK: Sizes

    /// The size of its script in bytes; nil if there are several.
    public var scriptSize: Int? { node.scriptSize }

    /// The most that satisfying an output weighs, without the count of the witness's items and the length of
    /// scriptSig; nil where that is not known.
    ///
    /// - Parameter usesMaximumSignatures: whether signatures may be one byte longer than those made here.
    public func maximumSatisfactionWeight(usesMaximumSignatures: Bool) -> Int? {
        node.satisfactionWeight(usesMaximum: usesMaximumSignatures)
    }

    /// The most items that satisfy an output; nil where that is not known.
    public var maximumSatisfactionItems: Int? { node.satisfactionItems }
}

extension Descriptor: CustomStringConvertible {
    /// The text with its checksum, without private keys.
    public var description: String { text }
}

extension Descriptor: Hashable {
    /// Equal texts.
    public static func == (a: Self, b: Self) -> Bool { a.text == b.text }

    /// Feeds the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
