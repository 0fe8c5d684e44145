import BitcoinCrypto
import BitcoinPrimitives
import Testing

@testable import BitcoinScript

@Suite("Descriptors")
struct DescriptorTests {
    static let key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    static let uncompressed =
        "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
    static let xprv =
        "xprv9s21ZrQH143K31xYSDQpPDxsXRTUcvj2iNHm5NUtrGiGG5e2DtALGdso3pGz6ssrdK4PFmM8NSpSBHNqPqm55Qn3LqFtT2emdEXVYs"
        + "CzC2U"
    static let xpub =
        "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEG"
        + "uduB"

    private func scripts(_ text: String) throws -> [String] {
        try Descriptor.parse(text, format: .main)[0].expand()?.scripts.map(\.hex) ?? []
    }

    @Test(arguments: [
        ("raw(5)", "Raw script is not hex"),
        ("raw()", "Raw script is not hex"),
        ("raw(51)#", "Expected 8 character checksum, not 0 characters"),
        ("raw(51)##", "Multiple '#' symbols"),
        ("wpkh(\(uncompressed))", "wpkh(): Uncompressed keys are not allowed"),
        ("tr(\(uncompressed))", "tr(): Uncompressed keys are not allowed"),
        ("pk(06\(uncompressed.dropFirst(2)))", "pk(): Hybrid public keys are not allowed"),
        ("sh(sh(pk(\(key))))", "Can only have sh() at top level"),
        ("wsh(wpkh(\(key)))", "Can only have wpkh() at top level or inside sh()"),
        ("wsh(wsh(pk(\(key))))", "Can only have wsh() at top level or inside sh()"),
        ("sh(tr(\(key)))", "Can only have tr at top level"),
        ("sh(rawtr(\(key)))", "Can only have rawtr at top level"),
        ("sh(combo(\(key)))", "Can only have combo() at top level"),
        ("sh(unused(\(key)))", "Can only have unused at top level"),
        ("unused(\(xpub)/*)", "unused(): key cannot be ranged"),
        ("unused(\(key),\(key))", "unused(): only one key expected"),
        ("rawtr(\(key),\(key))", "rawtr(): only one key expected."),
        ("pk()", "pk(): No key provided"),
        ("pkh( \(key))", "pkh(): Key ' \(key)' is invalid due to whitespace"),
        ("pkh(02\(key))", "pkh(): Pubkey '02\(key)' is invalid"),
        ("wpkh(\(key)/0)", "wpkh(): key '\(key)' is not valid"),
        ("pk([aaaaaaaa][aaaaaaaa]\(key))", "pk(): Multiple ']' characters found for a single pubkey"),
        ("pk(]\(key))", "pk(): Key origin start '[ character expected but not found, got ']' instead"),
        ("pk(x]\(key))", "pk(): Key origin start '[ character expected but not found, got 'x' instead"),
        ("pk([aaaaaaa]\(key))", "pk(): Fingerprint is not 4 bytes (7 characters instead of 8 characters)"),
        ("pk([gaaaaaaa]\(key))", "pk(): Fingerprint 'gaaaaaaa' is not hex"),
        ("pk([aaaaaaaa/]\(key))", "pk(): Key path value '' is not valid"),
        ("pk([aaaaaaaa/1x]\(key))", "pk(): Key path value '1x' is not a valid uint32"),
        ("pk(\(xpub)/4294967296)", "pk(): Key path value '4294967296' is not a valid uint32"),
        ("pk(\(xpub)/2147483648)", "pk(): Key path value 2147483648 is out of range"),
        (
            "pk([aaaaaaaa/<0;1>]\(key))",
            "pk(): Key path value '<0;1>' specifies multipath in a section where multipath is not allowed"
        ),
        ("pk(\(xpub)/<0;1>/<0;1>)", "pk(): Multiple multipath key path specifiers found"),
        ("pk(\(xpub)/<0>)", "pk(): Multipath key path specifiers must have at least two items"),
        ("pk(\(xpub)/<0;0>)", "pk(): Duplicated key path value 0 in multipath specifier"),
        (
            "multi(2,\(key))",
            "Multisig threshold cannot be larger than the number of keys; threshold is 2 but only 1 keys specified"
        ),
        ("multi(0,\(key))", "Multisig threshold cannot be 0, must be at least 1"),
        ("multi(x,\(key))", "Multi threshold 'x' is not valid"),
        ("multi(1)", "Cannot have 0 keys in multisig; must have between 1 and 20 keys, inclusive"),
        (
            "multi(1,\(key),\(key),\(key),\(key))",
            "Cannot have 4 pubkeys in bare multisig; only at most 3 pubkeys"
        ),
        (
            "sh(multi(1,\(Array(repeating: key, count: 16).joined(separator: ","))))",
            "P2SH script is too large, 547 bytes is larger than 520 bytes"
        ),
        (
            "wsh(multi(1,\(Array(repeating: key, count: 21).joined(separator: ","))))",
            "Cannot have 21 keys in multisig; must have between 1 and 20 keys, inclusive"
        ),
        (
            "multi(1,\(xpub)/<0;1>,\(xpub)/<0;1;2>)",
            "multi(): Multipath derivation paths have mismatched lengths"
        ),
        ("tr(\(key),multi(1,\(key)))", "Can only have multi/sortedmulti at top level, in sh(), or in wsh()"),
        ("multi_a(1,\(key))", "Can only have multi_a/sortedmulti_a inside tr()"),
        ("tr(\(key),pk(\(key))", "'pk(\(key)' is not a valid descriptor function"),
        ("tr(\(key),{pk(\(key))})", "tr(): expected ',' after script expression"),
        ("tr(\(key),{pk(\(key)),pk(\(key))},)", "tr(): expected ')' after script expression"),
        ("tr(\(key),{pk(\(key)),pk(\(key)),pk(\(key))})", "tr(): expected '}' after script expression"),
        ("tr(\(key)}pk(\(key)))", "tr: expected ',', got '}'"),
        ("tr(\(xpub)/<0;1;2>,pk(\(xpub)/<0;1>))", "tr(): Multipath subscripts have mismatched lengths"),
        (
            "tr(\(xpub)/<0;1>,pk(\(xpub)/<0;1;2>))",
            "tr(): Multipath internal key mismatches multipath subscripts lengths"
        ),
        ("sh(musig(\(key)))", "A function is needed within P2SH"),
        ("wpkh(musig(\(key)))", "wpkh(): musig() is only allowed in tr() and rawtr()"),
        ("tr(musig())", "tr(): musig(): Must contain key expressions"),
        ("tr(musig(\(key))/0)", "tr(): musig(): derivation requires all participants to be xpubs or xprvs"),
        (
            "tr(musig(\(xpub)/*)/0)",
            "tr(): musig(): Cannot have ranged participant keys if musig() also has derivation"
        ),
        ("tr(musig(\(xpub))/0h)", "tr(): musig(): cannot have hardened derivation steps"),
        ("tr(musig(\(xpub))/*h)", "tr(): musig(): Cannot have hardened child derivation"),
        (
            "tr(musig(\(xpub)/<0;1>)/<0;1>)",
            "tr(): musig(): Cannot have multipath participant keys if musig() is also multipath"
        ),
        ("addr(x)", "Address is not valid"),
        ("sh(\(key))", "A function is needed within P2SH"),
        ("wsh(\(key))", "A function is needed within P2WSH"),
        ("foo", "'foo' is not a valid descriptor function"),
        ("", "'' is not a valid descriptor function"),
        ("sh(pk(\(key)),pk(\(key)))", ""),
        ("pk(\(key)),pk(\(key))", ""),
    ])
    func saysWhatIsWrong(_ text: String, _ message: String) {
        #expect(throws: DescriptorError(message)) { try scripts(text) }
    }

    @Test func leafDepthIsLimited() throws {
        func nested(_ depth: Int) -> String {
            "tr(\(Self.key)," + String(repeating: "{pk(\(Self.key)),", count: depth) + "pk(\(Self.key))"
                + String(repeating: "}", count: depth) + ")"
        }
        #expect(try scripts(nested(128)).count == 1)
        #expect(throws: DescriptorError("tr() supports at most 128 nesting levels")) {
            try scripts(nested(129))
        }
        // However deep the brackets are, nothing but an error comes of them.
        #expect(throws: DescriptorError.self) { try scripts(nested(100_000)) }
        #expect(throws: DescriptorError.self) { try scripts(String(repeating: "sh(", count: 100_000)) }
    }

    @Test func writesPublicPrivateAndNormalizedTexts() throws {
        var keys = FlatSigningProvider()
        let text = "wpkh([deadbeef/1h]\(Self.xprv)/2'/3/*)"
        let descriptor = try Descriptor.parse(text, format: .main, keys: &keys)[0]
        let fingerprint = KeyFingerprint(try #require(ExtendedPublicKey(Self.xpub, .main)).key)
        func body(_ text: String?) -> Substring? { text?.split(separator: "#").first }
        #expect(body(descriptor.text) == "wpkh([deadbeef/1']\(Self.xpub)/2'/3/*)")
        #expect(body(descriptor.compatibleText) == "wpkh([deadbeef/1']\(Self.xpub)/2'/3/*)")
        let written = try #require(descriptor.privateText(keys))
        #expect(body(written.text) == "wpkh([deadbeef/1']\(Self.xprv)/2'/3/*)")
        #expect(written.hasPrivateKeys)
        #expect(descriptor.privateText(EmptySigningProvider())?.hasPrivateKeys == false)
        let hardened = ExtendedPrivateKey(Self.xprv, .main)?.child(0x8000_0002)?.publicKey.text(.main)
        #expect(body(descriptor.normalizedText(keys)) == "wpkh([deadbeef/1h/2h]\(hardened ?? "")/3/*)")
        #expect(descriptor.normalizedText(EmptySigningProvider()) == nil)
        #expect(fingerprint.description == "bd16bee5")

        let without = try Descriptor.parse("wpkh(\(Self.xprv)/2h/*)", format: .main)[0]
        #expect(body(without.normalizedText(keys)) == "wpkh([bd16bee5/2h]\(hardened ?? "")/*)")
        #expect(try Descriptor.parse("raw(51)", format: .main)[0].privateText(keys) == nil)
    }

    @Test func hardenedStepsTakeThePrivateKeyOrTheCache() throws {
        var keys = FlatSigningProvider()
        let descriptor = try Descriptor.parse("pkh(\(Self.xprv)/1h/*h)", format: .main, keys: &keys)[0]
        #expect(!descriptor.canExpandItself)
        #expect(descriptor.expand(at: 3) == nil)
        var cache = DescriptorCache()
        let expansion = try #require(descriptor.expand(at: 3, provider: keys, caching: &cache))
        #expect(descriptor.expand(at: 3, from: cache)?.scripts == expansion.scripts)
        #expect(descriptor.expand(at: 4, from: cache) == nil)
        let origin = try #require(expansion.provider.origins.values.first?.origin)
        #expect(origin.path == [0x8000_0001, 0x8000_0003])
        let secret = try #require(descriptor.privateKeys(at: 3, provider: keys).privateKeys.values.first)
        #expect(Destination.publicKeyHash(secret.publicKey.hash).script == expansion.scripts[0])
    }

    @Test func cachesAreMergedUnlessTheyDisagree() throws {
        var keys = FlatSigningProvider()
        let descriptor = try Descriptor.parse("pkh(\(Self.xprv)/1h/*)", format: .main, keys: &keys)[0]
        var cache = DescriptorCache()
        _ = descriptor.expand(at: 0, provider: keys, caching: &cache)
        var merged = DescriptorCache()
        #expect(try merged.merge(cache) == cache)
        #expect(try merged.merge(cache).isEmpty)
        var other = DescriptorCache()
        other.setParent(try #require(ExtendedPublicKey(Self.xpub, .main)), of: 0)
        #expect(throws: DescriptorError.self) { try merged.merge(other) }
    }

    @Test func warnsAndRefusesByPolicy() throws {
        #expect(try scripts("unused(\(Self.xpub))") == [])
        #expect(try !Descriptor.parse("unused(\(Self.xpub))", format: .main)[0].hasScripts)
        let locked = try Descriptor.parse("wsh(and_v(v:pk(\(Self.key)),older(65536)))", format: .main)[0]
        #expect(locked.warnings == ["height-based relative locktime: older(65536) > 65535 blocks is unsafe"])
    }

    @Test func privateKeysAreReadAndNotShown() throws {
        let secret = "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA"
        var keys = FlatSigningProvider()
        let descriptor = try Descriptor.parse("wpkh(\(secret))", format: .regtest, keys: &keys)[0]
        #expect(keys.privateKeys.count == 1)
        #expect(descriptor.text.hasPrefix("wpkh(\(Self.key))#"))
        #expect(descriptor.hasPrivateKeys(keys) && !descriptor.hasPrivateKeys(EmptySigningProvider()))
        #expect(descriptor.privateText(keys)?.text.hasPrefix("wpkh(\(secret))#") == true)
    }

    /// What is inferred from the scripts that a descriptor gives is that descriptor, origins included.
    @Test(arguments: [
        "pk(\(key))", "pkh([deadbeef/1h]\(key))", "wpkh(\(key))", "sh(wpkh(\(key)))", "multi(1,\(key))",
        "sh(multi(1,\(key),\(key)))", "wsh(multi(1,\(key)))", "sh(wsh(pkh(\(key))))",
        "wsh(and_v(v:pk(\(key)),older(12)))", "rawtr(\(key.dropFirst(2)))", "tr(\(key.dropFirst(2)))",
        "tr(\(key.dropFirst(2)),pk(\(key.dropFirst(2))))",
        "tr(\(key.dropFirst(2)),{multi_a(1,\(key.dropFirst(2))),and_v(v:pk(\(key.dropFirst(2))),after(7))})",
        "raw(deadbeef)", "addr(bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4)",
    ])
    func isInferredFromItsScript(_ text: String) throws {
        let descriptor = try Descriptor.parse(text, format: .main)[0]
        let expansion = try #require(descriptor.expand())
        let inferred = Descriptor.infer(expansion.scripts[0], provider: expansion.provider, format: .main)
        let shown = inferred.text.replacing("[751e76e8]", with: "").split(separator: "#")[0]
        let given = try Descriptor.parse(String(shown), format: .main)[0]
        #expect(given.expand()?.scripts == expansion.scripts)
        #expect(given.text.split(separator: "(").count == text.split(separator: "(").count)
    }

    @Test func withoutKnowledgeTheAddressIsInferred() throws {
        for (text, kind) in [
            ("wsh(pk(\(Self.key)))", "addr("), ("tr(\(Self.key))", "rawtr("), ("pk(\(Self.key))", "pk("),
        ] {
            let script = try #require(Descriptor.parse(text, format: .main)[0].expand()?.scripts.first)
            #expect(Descriptor.infer(script, format: .main).text.hasPrefix(kind))
        }
        #expect(Descriptor.infer(Script([0x6a]), format: .main).text.hasPrefix("raw(6a)#"))
    }
}
