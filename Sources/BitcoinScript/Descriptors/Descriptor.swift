import BitcoinCrypto
import BitcoinPrimitives

/// A text that says which output scripts somebody means (BIP 380 and those that build on it), as far as it names its
/// keys one by one: extended keys, trees of tapscripts and miniscript are not read.
public struct Descriptor: Sendable, Hashable {
    /// The text without checksum, with public keys in place of private ones.
    public let text: String
    /// The scripts that are meant; more than one only for "combo".
    public let scripts: [Script]
    /// Whether a script can be told how to be spent, as "addr" and "raw" cannot.
    public let isSolvable: Bool
    /// Whether the text as it was given has a private key in it.
    public let hasPrivateKeys: Bool
    /// The checksum of the text as it was given.
    public let checksum: String

    /// Reads a descriptor.
    ///
    /// - Parameters:
    ///   - format: how addresses and keys of the network are written.
    ///   - requiresChecksum: whether one without checksum is refused.
    public init(
        parsing given: String, format: AddressFormat, requiresChecksum: Bool = false
    ) throws(DescriptorError) {
        let (body, checksum) = try Self.verified(given, requiresChecksum: requiresChecksum)
        var parser = DescriptorParser(format: format)
        let parsed = try parser.parse(body, in: .top)
        self.checksum = checksum
        text = parsed.text
        scripts = parsed.scripts
        isSolvable = parsed.isSolvable
        hasPrivateKeys = parser.hasPrivateKeys
    }

    /// The text with its checksum.
    public var description: String {
        text + "#" + (DescriptorChecksum.checksum(of: text) ?? "")
    }

    /// The descriptor without its checksum, which is checked, and the checksum that it should have.
    private static func verified(
        _ given: String, requiresChecksum: Bool
    ) throws(DescriptorError) -> (body: String, checksum: String) {
        let parts = given.split(separator: "#", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw DescriptorError("Multiple '#' symbols") }
        if parts.count == 1 && requiresChecksum { throw DescriptorError("Missing checksum") }
        if parts.count == 2 && parts[1].utf8.count != 8 {
            throw DescriptorError("Expected 8 character checksum, not \(parts[1].utf8.count) characters")
        }
        let body = String(parts[0])
        guard let checksum = DescriptorChecksum.checksum(of: body) else {
            throw DescriptorError("Invalid characters in payload")
        }
        if parts.count == 2 && parts[1] != checksum {
            throw DescriptorError(
                "Provided checksum '\(parts[1])' does not match computed checksum '\(checksum)'")
        }
        return (body, checksum)
    }
}
