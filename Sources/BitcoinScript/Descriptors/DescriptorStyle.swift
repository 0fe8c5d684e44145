import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// How the keys of a descriptor are written.
enum DescriptorStyle {
    /// As they were given, private keys by their public halves.
    case `public`
    /// The same with `'` for every hardened step, so that the text of old versions does not change.
    case compatible
    /// Private keys as far as there are any.
    case `private`(any SigningProvider)
    /// Extended keys from their last hardened step on, so that nobody needs a private key to use them.
    case normalized(any SigningProvider, DescriptorCache?)
}

/// Writes the key expressions of a descriptor.
struct KeyWriter {
    let style: DescriptorStyle
    let format: AddressFormat
    /// Set once a private key was written.
    private(set) var hasPrivateKeys = false

    init(_ style: DescriptorStyle, _ format: AddressFormat) {
        self.style = style
        self.format = format
    }

    /// The text of an expression; nil if it takes a private key to normalize it that is not there.
    mutating func text(_ expression: KeyExpression) -> String? {
        let inner: String?
        switch expression.kind {
        case .constant(let bytes, let isXOnly): inner = text(bytes, isXOnly)
        case .extended(let extended): inner = text(extended, expression.index)
        case .aggregate(let aggregate): inner = text(aggregate)
        }
        guard let inner, let origin = expression.origin else { return inner }
        let prefix =
            "[\(origin.origin.fingerprint)"
            + origin.origin.path.text(apostrophe: apostrophe(origin.usesApostrophe))
        // A normalized key brings an origin of its own, whose steps go on from here.
        if case .normalized = style, inner.hasPrefix("[") { return prefix + inner.dropFirst(9) }
        return "\(prefix)]\(inner)"
    }

    private func apostrophe(_ given: Bool) -> Bool {
        switch style {
        case .public, .private: given
        case .compatible: true
        case .normalized: false
        }
    }

    private mutating func text(_ bytes: [UInt8], _ isXOnly: Bool) -> String {
        if case .private(let provider) = style,
            let key = KeyDerivation.privateKey(bytes, isXOnly: isXOnly, provider)
        {
            hasPrivateKeys = true
            return key.walletImportText(format)
        }
        return Hex.encode(isXOnly ? Array(bytes.dropFirst()) : bytes)
    }

    private mutating func text(_ expression: ExtendedKeyExpression, _ index: UInt32) -> String? {
        let mark = apostrophe(expression.usesApostrophe)
        var root = ""
        if case .private(let provider) = style, let key = expression.privateRoot(provider) {
            hasPrivateKeys = true
            root = key.text(format)
        } else if case .normalized(let provider, let cache) = style, expression.range != .hardened,
            expression.hardenedCount > 0
        {
            return normalized(expression, index, provider, cache)
        } else {
            root = expression.root.text(format)
        }
        return root + expression.path.text(apostrophe: mark)
            + (expression.range == .none ? "" : expression.range == .unhardened ? "/*" : mark ? "/*'" : "/*h")
    }

    private func normalized(
        _ expression: ExtendedKeyExpression, _ index: UInt32, _ provider: any SigningProvider,
        _ cache: DescriptorCache?
    ) -> String? {
        let hardened = DerivationPath(Array(expression.path.steps.prefix(expression.hardenedCount)))
        let rest = DerivationPath(Array(expression.path.steps.dropFirst(expression.hardenedCount)))
        guard
            let key = cache?.lastHardenedKeys[index]
                ?? expression.privateRoot(provider)?.derived(hardened)?.publicKey
        else { return nil }
        return "[\(KeyFingerprint(expression.root.key))\(hardened.text())]\(key.text(format))\(rest.text())"
            + (expression.range == .none ? "" : "/*")
    }

    private mutating func text(_ expression: AggregateKeyExpression) -> String? {
        var keys: [String] = []
        for participant in expression.participants {
            guard let key = text(participant) else { return nil }
            keys.append(key)
        }
        return "musig(\(keys.joined(separator: ",")))" + expression.path.text()
            + (expression.isRange ? "/*" : "")
    }
}
