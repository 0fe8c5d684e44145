import BitcoinCrypto
import BitcoinSupport

/// A user who may call commands. The password itself is not kept, only its HMAC under a salt.
public struct RPCCredential: Sendable {
    private let user: [UInt8]
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// A user with a password, which is hashed under a salt of its own.
    public init(user: String, password: String) {
        let salt = Hex.encode(RandomBytes.generate(16))
        self.user = Array(user.utf8)
        self.salt = Array(salt.utf8)
        hash = Self.hash(password: Array(password.utf8), salt: self.salt)
    }

    /// A user as `-rpcauth` declares one: `<name>:<salt>$<hash>`, with the hash in hexadecimal.
    public init?(rpcauth text: String) {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 2 else { return nil }
        let secret = fields[1].split(separator: "$", omittingEmptySubsequences: false)
        guard secret.count == 2 else { return nil }
        user = Array(fields[0].utf8)
        salt = Array(secret[0].utf8)
        hash = Array(secret[1].utf8)
    }

    /// Whether these are the user's name and password. How long that takes tells nothing about
    /// where they differ.
    func matches(user: [UInt8], password: [UInt8]) -> Bool {
        guard Self.isEqual(self.user, user) else { return false }
        return Self.isEqual(Self.hash(password: password, salt: salt), hash)
    }

    private static func hash(password: [UInt8], salt: [UInt8]) -> [UInt8] {
        Array(Hex.encode(HMACSHA256.authenticationCode(password, key: salt)).utf8)
    }

    /// Compares in a time that depends on the length of the first operand only.
    private static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard !right.isEmpty else { return left.isEmpty }
        var difference = left.count ^ right.count
        for (index, byte) in left.enumerated() { difference |= Int(byte ^ right[index % right.count]) }
        return difference == 0
    }
}
