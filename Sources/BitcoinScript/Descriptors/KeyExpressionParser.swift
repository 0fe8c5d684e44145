import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// Reads the key expressions of a descriptor. An expression with several paths (BIP389) gives as many variants.
struct KeyExpressionParser {
    /// Where a key stands.
    enum Context { case top, scriptHash, witnessKeyHash, witnessScriptHash, taproot, aggregate }

    let format: AddressFormat
    /// The private keys that were met.
    private(set) var found = FlatSigningProvider()
    /// The number of the next expression.
    private var nextIndex: UInt32 = 0

    init(format: AddressFormat) { self.format = format }

    /// Reads an expression, its origin and its derivation included.
    mutating func parse(
        _ slice: DescriptorSlice, _ context: Context
    ) throws(DescriptorError) -> [KeyExpression] {
        if slice.starts(with: "musig(") { return try aggregate(slice, context) }
        let parts = slice.parts(separator: "]")
        guard parts.count <= 2 else {
            throw DescriptorError("Multiple ']' characters found for a single pubkey")
        }
        var apostrophe = false
        guard parts.count == 2 else { return try key(parts[0], context, &apostrophe) }
        let origin = try self.origin(parts[0], &apostrophe)
        var keys = try key(parts[1], context, &apostrophe)
        for index in keys.indices {
            keys[index].origin = .init(origin: origin, usesApostrophe: apostrophe)
        }
        return keys
    }

    /// `[fingerprint/path`.
    private func origin(
        _ slice: DescriptorSlice, _ apostrophe: inout Bool
    ) throws(DescriptorError) -> KeyOrigin {
        guard slice.first == UInt8(ascii: "[") else {
            let found = slice.isEmpty ? "]" : slice.firstCharacter
            throw DescriptorError(
                "Key origin start '[ character expected but not found, got '\(found)' instead")
        }
        let steps = slice.dropFirst().parts(separator: "/")
        guard steps[0].count == 8 else {
            throw DescriptorError(
                "Fingerprint is not 4 bytes (\(steps[0].count) characters instead of 8 characters)")
        }
        guard let fingerprint = Hex.decode(steps[0].text).flatMap({ KeyFingerprint($0) }) else {
            throw DescriptorError("Fingerprint '\(steps[0].text)' is not hex")
        }
        var reader = DerivationPathReader(usesApostrophe: apostrophe)
        let paths = try reader.read(steps.dropFirst(), allowsSeveral: false)
        apostrophe = reader.usesApostrophe
        return KeyOrigin(fingerprint: fingerprint, path: paths[0])
    }

    // MARK: One key

    private mutating func key(
        _ slice: DescriptorSlice, _ context: Context, _ apostrophe: inout Bool
    ) throws(DescriptorError) -> [KeyExpression] {
        let parts = slice.parts(separator: "/")
        let text = parts[0].text
        guard let first = parts[0].first, let last = parts[0].last else {
            throw DescriptorError("No key provided")
        }
        if Self.isSpace(first) || Self.isSpace(last) {
            throw DescriptorError("Key '\(text)' is invalid due to whitespace")
        }
        if parts.count == 1 {
            if let bytes = Hex.decode(text) { return [try publicKey(bytes, text, context)] }
            if let key = PrivateKey(walletImport: text, format) {
                let publicKey = key.publicKey
                try Self.check(publicKey.isCompressed, context)
                found.privateKeys[publicKey.hash] = key
                return [expression(.constant(publicKey.bytes, isXOnly: context == .taproot))]
            }
        }
        return try extendedKey(parts, text, &apostrophe)
    }

    private static func isSpace(_ character: UInt8) -> Bool {
        character == 0x20 || (0x09...0x0d).contains(character)
    }

    private static func check(_ isCompressed: Bool, _ context: Context) throws(DescriptorError) {
        guard isCompressed || context == .top || context == .scriptHash else {
            throw DescriptorError("Uncompressed keys are not allowed")
        }
    }

    private mutating func expression(_ kind: KeyExpression.Kind) -> KeyExpression {
        defer { nextIndex += 1 }
        return KeyExpression(index: nextIndex, kind: kind)
    }

    private mutating func publicKey(
        _ bytes: [UInt8], _ text: String, _ context: Context
    ) throws(DescriptorError) -> KeyExpression {
        if bytes.count == 65, bytes[0] == 6 || bytes[0] == 7 {
            throw DescriptorError("Hybrid public keys are not allowed")
        }
        if let key = PublicKey(bytes) {
            try Self.check(key.isCompressed, context)
            return expression(.constant(bytes, isXOnly: false))
        }
        if bytes.count == 32, context == .taproot, PublicKey([2] + bytes) != nil {
            return expression(.constant([2] + bytes, isXOnly: true))
        }
        throw DescriptorError("Pubkey '\(text)' is invalid")
    }

    private mutating func extendedKey(
        _ parts: [DescriptorSlice], _ text: String, _ apostrophe: inout Bool
    ) throws(DescriptorError) -> [KeyExpression] {
        let secret = ExtendedPrivateKey(text, format)
        guard let root = secret?.publicKey ?? ExtendedPublicKey(text, format) else {
            throw DescriptorError("key '\(text)' is not valid")
        }
        var steps = parts.dropFirst()
        let range = Self.range(&steps, &apostrophe)
        var reader = DerivationPathReader(usesApostrophe: apostrophe)
        let paths = try reader.read(steps, allowsSeveral: true)
        apostrophe = reader.usesApostrophe
        if let secret { found.privateKeys[root.key.hash] = secret.key }
        defer { nextIndex += 1 }
        return paths.map { path in
            KeyExpression(
                index: nextIndex,
                kind: .extended(
                    ExtendedKeyExpression(
                        root: root, path: path, range: range, usesApostrophe: reader.usesApostrophe)))
        }
    }

    /// Takes `*`, `*h` or `*'` from the end.
    private static func range(
        _ steps: inout ArraySlice<DescriptorSlice>, _ apostrophe: inout Bool
    ) -> ExtendedKeyExpression.Range {
        switch steps.last?.text {
        case "*":
            steps.removeLast()
            return .unhardened
        case "*h", "*'":
            apostrophe = steps.removeLast().last == UInt8(ascii: "'")
            return .hardened
        default: return .none
        }
    }

    // MARK: musig

    private mutating func aggregate(
        _ slice: DescriptorSlice, _ context: Context
    ) throws(DescriptorError) -> [KeyExpression] {
        guard context == .taproot else {
            throw DescriptorError("musig() is only allowed in tr() and rawtr()")
        }
        let closing = slice.indices.filter { slice[$0] == UInt8(ascii: ")") }
        guard closing.count <= 1 else { throw DescriptorError("Too many ')' in musig() expression") }
        guard let end = closing.first,
            var rest = slice[...end].argument(of: "musig")
        else { throw DescriptorError("Invalid musig() expression") }

        var participants: [[KeyExpression]] = []
        while !rest.isEmpty {
            if !participants.isEmpty, !rest.skip(",") {
                throw DescriptorError("musig(): expected ',', got '\(rest.firstCharacter)'")
            }
            do throws(DescriptorError) {
                participants.append(try parse(rest.takeExpression(), .aggregate))
            } catch {
                throw DescriptorError("musig(): \(error)")
            }
        }
        guard !participants.isEmpty else { throw DescriptorError("musig(): Must contain key expressions") }
        let derivation = slice[slice.index(after: end)...]
        let (paths, isRange) = try aggregatePaths(derivation, participants)
        return try variants(participants, paths, isRange)
    }

    private func aggregatePaths(
        _ slice: DescriptorSlice, _ participants: [[KeyExpression]]
    ) throws(DescriptorError) -> ([DerivationPath], isRange: Bool) {
        guard slice.first == UInt8(ascii: "/") else { return ([DerivationPath()], false) }
        guard participants.allSatisfy({ $0[0].isExtended }) else {
            throw DescriptorError("musig(): derivation requires all participants to be xpubs or xprvs")
        }
        guard !participants.contains(where: { $0[0].isRange }) else {
            throw DescriptorError(
                "musig(): Cannot have ranged participant keys if musig() also has derivation")
        }
        var apostrophe = false
        var steps = slice.parts(separator: "/").dropFirst()
        let range = Self.range(&steps, &apostrophe)
        guard range != .hardened else {
            throw DescriptorError("musig(): Cannot have hardened child derivation")
        }
        var reader = DerivationPathReader(usesApostrophe: false)
        let paths: [DerivationPath]
        do throws(DescriptorError) {
            paths = try reader.read(steps, allowsSeveral: true)
        } catch {
            throw DescriptorError("musig(): \(error)")
        }
        guard !paths.contains(where: \.hasHardenedStep) else {
            throw DescriptorError("musig(): cannot have hardened derivation steps")
        }
        return (paths, range == .unhardened)
    }

    private mutating func variants(
        _ participants: [[KeyExpression]], _ paths: [DerivationPath], _ isRange: Bool
    ) throws(DescriptorError) -> [KeyExpression] {
        let longest = participants.map(\.count).max() ?? 1
        guard longest == 1 || paths.count == 1 else {
            throw DescriptorError(
                "musig(): Cannot have multipath participant keys if musig() is also multipath")
        }
        guard let aligned = Multipath.aligned(participants, to: longest) else {
            throw DescriptorError("musig(): Multipath derivation paths have mismatched lengths")
        }
        defer { nextIndex += 1 }
        return (0..<max(longest, paths.count)).map { variant in
            let keys = aligned.map { $0[longest == 1 ? 0 : variant] }
            let path = paths[paths.count == 1 ? 0 : variant]
            return KeyExpression(
                index: nextIndex,
                kind: .aggregate(AggregateKeyExpression(participants: keys, path: path, isRange: isRange)))
        }
    }
}

/// Expressions with several paths (BIP389): those of one descriptor have equally many, or one.
enum Multipath {
    /// The variants of each expression, `count` of each; nil if one has a number of its own.
    static func aligned<Element>(_ variants: [[Element]], to count: Int) -> [[Element]]? {
        var aligned: [[Element]] = []
        for list in variants {
            if list.count == count {
                aligned.append(list)
            } else if list.count == 1 {
                aligned.append(Array(repeating: list[0], count: count))
            } else {
                return nil
            }
        }
        return aligned
    }
}
