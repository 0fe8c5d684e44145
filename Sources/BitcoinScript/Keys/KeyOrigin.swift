import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport

/// The first four bytes of a public key's hash, by which BIP32 names keys. Different keys may share one.
public struct KeyFingerprint: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The four bytes, the first in the highest place.
    public let value: UInt32

    /// The fingerprint with these bytes, the first in the highest place.
    public init(_ value: UInt32) { self.value = value }

    /// Takes four bytes; nil for any other number of them.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 4 else { return nil }
        value = bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The fingerprint of a key.
    public init(_ key: PublicKey) { self.init(hash: key.hash) }

    /// The fingerprint of the key with this hash.
    public init(hash: Bytes20) {
        value = UInt32(bigEndian: hash.words[0])
    }

    /// The fingerprint that a key without a parent gives as its parent's.
    public static let none = KeyFingerprint(0)

    /// The four bytes.
    public var bytes: [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

    /// Eight hexadecimal digits.
    public var description: String { Hex.encode(bytes) }

    /// Orders by the bytes.
    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// Where a key comes from: the fingerprint of a key, and the steps from there (BIP32).
public struct KeyOrigin: Sendable, Hashable, Comparable {
    /// The key that the path starts at.
    public var fingerprint: KeyFingerprint
    /// The steps.
    public var path: DerivationPath

    /// An origin.
    public init(fingerprint: KeyFingerprint, path: DerivationPath = DerivationPath()) {
        self.fingerprint = fingerprint
        self.path = path
    }

    /// Orders by the fingerprint, then by the number of steps, then by the steps.
    public static func < (a: Self, b: Self) -> Bool {
        if a.fingerprint != b.fingerprint { return a.fingerprint < b.fingerprint }
        if a.path.count != b.path.count { return a.path.count < b.path.count }
        return a.path.steps.lexicographicallyPrecedes(b.path.steps)
    }
}
