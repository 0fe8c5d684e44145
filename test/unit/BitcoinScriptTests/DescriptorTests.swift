import BitcoinPrimitives
import Testing

@testable import BitcoinScript

@Suite struct DescriptorTests {
    private static let key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    private static let uncompressed =
        "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"

    private func scripts(_ text: String) throws -> [String] {
        try Descriptor(parsing: text, format: .regtest).scripts.map(\.hex)
    }

    @Test(arguments: [
        ("raw(6a01ff)", "6a01ff"),
        ("pk(\(key))", "21\(key)ac"),
        ("pkh(\(key))", "76a914751e76e8199196d454941c45d1b3a323f1433bd688ac"),
        ("wpkh(\(key))", "0014751e76e8199196d454941c45d1b3a323f1433bd6"),
        ("sh(wpkh(\(key)))", "a914bcfeb728b584253d5f3f70bcb780e9ef218a68f487"),
        ("rawtr(\(key.dropFirst(2)))", "5120\(key.dropFirst(2))"),
        ("multi(1,\(key))", "5121\(key)51ae"),
    ])
    func readsFunction(_ text: String, _ script: String) throws {
        #expect(try scripts(text) == [script])
    }

    @Test func comboStandsForFourScriptsOfACompressedKeyAndTwoOfAnother() throws {
        #expect(try scripts("combo(\(Self.key))").count == 4)
        #expect(try scripts("combo(\(Self.uncompressed))").count == 2)
    }

    @Test(arguments: [
        ("raw(5)", "Raw script is not hex"),
        ("raw(51)#", "Expected 8 character checksum, not 0 characters"),
        ("raw(51)##", "Multiple '#' symbols"),
        ("wpkh(\(uncompressed))", "wpkh(): Uncompressed keys are not allowed"),
        ("sh(sh(pk(\(key))))", "Can only have sh() at top level"),
        ("wsh(wpkh(\(key)))", "Can only have wpkh() at top level or inside sh()"),
        ("pk()", "pk(): No key provided"),
        (
            "multi(2,\(key))",
            "Multisig threshold cannot be larger than the number of keys; threshold is 2 but only 1 keys specified"
        ),
        ("foo", "'foo' is not a valid descriptor function"),
    ])
    func refuses(_ text: String, _ message: String) {
        #expect(throws: DescriptorError(message)) { try scripts(text) }
    }

    @Test func privateKeysAreReadAndNotShown() throws {
        let secret = "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA"
        let descriptor = try Descriptor(parsing: "wpkh(\(secret))", format: .regtest)
        #expect(descriptor.hasPrivateKeys)
        #expect(descriptor.text == "wpkh(\(Self.key))")
        #expect(descriptor.checksum == DescriptorChecksum.checksum(of: "wpkh(\(secret))"))
    }
}
