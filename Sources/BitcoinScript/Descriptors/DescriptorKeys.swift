import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// Reads the keys of a descriptor, each with its origin if that is given.
struct DescriptorKeys {
    /// A key, and how the descriptor writes it without secrets.
    struct Key {
        var key: PublicKey
        var text: String
        var isPrivate = false
    }

    let format: AddressFormat

    func parse(
        _ text: String, prefix: String, allowsUncompressed: Bool
    ) throws(DescriptorError) -> Key {
        let (origin, body) = try Self.split(text, prefix)
        if let bytes = Hex.decode(body) {
            if let first = bytes.first, bytes.count == 65, first == 6 || first == 7 {
                throw DescriptorError("\(prefix): Hybrid public keys are not allowed")
            }
            guard let key = PublicKey(bytes) else {
                throw DescriptorError("\(prefix): Pubkey '\(body)' is invalid")
            }
            try check(key, prefix, allowsUncompressed)
            return Key(key: key, text: origin + Hex.encode(bytes))
        }
        guard let secret = PrivateKey(walletImport: body, format) else {
            throw DescriptorError("\(prefix): key '\(body)' is not valid")
        }
        try check(secret.publicKey, prefix, allowsUncompressed)
        return Key(
            key: secret.publicKey, text: origin + Hex.encode(secret.publicKey.bytes), isPrivate: true)
    }

    /// A key of taproot: of 32 bytes, or any other with its sign left out.
    func xOnly(
        _ text: String, of function: String
    ) throws(DescriptorError) -> (key: XOnlyPublicKey, text: String, isPrivate: Bool) {
        let prefix = "\(function)()"
        let (origin, body) = try Self.split(text, prefix)
        if let bytes = Hex.decode(body), bytes.count == 32 {
            guard let key = Bytes32(bytes).flatMap(XOnlyPublicKey.init) else {
                throw DescriptorError("\(prefix): Pubkey '\(body)' is invalid")
            }
            return (key, origin + Hex.encode(bytes), false)
        }
        let key = try parse(text, prefix: prefix, allowsUncompressed: false)
        let xOnly = key.key.xOnly.key
        return (xOnly, origin + Hex.encode(xOnly.bytes.bytes), key.isPrivate)
    }

    private func check(
        _ key: PublicKey, _ prefix: String, _ allowsUncompressed: Bool
    ) throws(DescriptorError) {
        if !key.isCompressed && !allowsUncompressed {
            throw DescriptorError("\(prefix): Uncompressed keys are not allowed")
        }
    }

    /// The origin in its brackets, and the key behind it.
    private static func split(
        _ text: String, _ prefix: String
    ) throws(DescriptorError) -> (origin: String, key: String) {
        guard !text.isEmpty else { throw DescriptorError("\(prefix): No key provided") }
        if text.first?.isWhitespace == true || text.last?.isWhitespace == true {
            throw DescriptorError("\(prefix): Key '\(text)' is invalid due to whitespace")
        }
        let parts = text.split(separator: "]", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            throw DescriptorError("\(prefix): Multiple ']' characters found for a single pubkey")
        }
        guard parts.count == 2 else { return ("", text) }
        guard parts[0].first == "[" else {
            let found = parts[0].first ?? "]"
            throw DescriptorError(
                "\(prefix): Key origin start '[ character expected but not found, got '\(found)' instead")
        }
        let steps = parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard steps[0].utf8.count == 8 else {
            throw DescriptorError(
                "\(prefix): Fingerprint is not 4 bytes (\(steps[0].utf8.count) characters instead of 8 "
                    + "characters)")
        }
        guard Hex.decode(steps[0]) != nil else {
            throw DescriptorError("\(prefix): Fingerprint '\(steps[0])' is not hex")
        }
        for step in steps.dropFirst() {
            let number = step.hasSuffix("'") || step.hasSuffix("h") ? step.dropLast() : step
            guard let value = UInt32(number), value < 1 << 31 else {
                throw DescriptorError("\(prefix): Key path value '\(step)' is not a valid uint32")
            }
        }
        guard !parts[1].isEmpty else { throw DescriptorError("\(prefix): No key provided") }
        return (parts[0] + "]", String(parts[1]))
    }
}
