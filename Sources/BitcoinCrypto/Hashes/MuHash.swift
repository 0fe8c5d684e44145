internal import CCryptoBoringSSL

/// MuHash3072: a hash of a set that elements can be added to and taken from in any order.
///
/// Each element becomes a number of 3072 bits; the hash is that of the product of all elements modulo the
/// largest safe prime below 2^3072. Elements that were taken out are collected in a denominator, because
/// dividing is much slower than multiplying.
public struct MuHash: Sendable, Equatable {
    private var numerator = Residue.one
    private var denominator = Residue.one

    /// The empty set.
    public init() {}

    /// Adds an element.
    public mutating func insert(_ element: [UInt8]) {
        numerator.multiply(by: Residue(hashing: element))
    }

    /// Takes an element out.
    public mutating func remove(_ element: [UInt8]) {
        denominator.multiply(by: Residue(hashing: element))
    }

    /// Adds all elements of another set.
    public mutating func formUnion(_ other: MuHash) {
        numerator.multiply(by: other.numerator)
        denominator.multiply(by: other.denominator)
    }

    /// The hash of the set. The set can be changed further.
    public var digest: Bytes32 {
        var product = numerator
        product.multiply(by: denominator.inverse)
        product.reduce()
        return SHA256.hash(product.bytes)
    }

    /// Numerator and denominator, 384 bytes each, lowest byte first, as databases hold them.
    public var serialized: [UInt8] { numerator.bytes + denominator.bytes }

    /// Reads what ``serialized`` gives; nil for any other length.
    public init?(serialized bytes: [UInt8]) {
        guard bytes.count == 2 * Residue.byteCount else { return nil }
        numerator = Residue(bytes: Array(bytes[..<Residue.byteCount]))
        denominator = Residue(bytes: Array(bytes[Residue.byteCount...]))
    }
}

/// A number modulo 2^3072 - 1103717, as 48 words, lowest first. May exceed the modulus until it is reduced.
private struct Residue: Sendable, Equatable {
    static let byteCount = 384
    private static let wordCount = 48
    private static let difference: UInt64 = 1_103_717

    private var words: [UInt64]

    static let one = Residue(words: [1] + [UInt64](repeating: 0, count: wordCount - 1))

    private init(words: [UInt64]) {
        self.words = words
    }

    /// The key stream of ChaCha20 under the hash of an element.
    init(hashing element: [UInt8]) {
        let key = SHA256.hash(element).bytes
        let zeroes = [UInt8](repeating: 0, count: Self.byteCount)
        let nonce = [UInt8](repeating: 0, count: 12)
        var stream = zeroes
        CCryptoBoringSSL_CRYPTO_chacha_20(&stream, zeroes, Self.byteCount, key, nonce, 0)
        self.init(bytes: stream)
    }

    init(bytes: [UInt8]) {
        words = bytes.withUnsafeBytes { buffer in
            (0..<Self.wordCount).map {
                UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
            }
        }
    }

    var bytes: [UInt8] {
        words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
    }

    /// Multiplies. 2^3072 is 1103717 modulo the prime, so the high half of the product is folded into the low one.
    mutating func multiply(by other: Residue) {
        let count = Self.wordCount
        var product = [UInt64](repeating: 0, count: 2 * count)
        for i in 0..<count {
            var carry: UInt64 = 0
            let factor = words[i]
            for j in 0..<count {
                (product[i + j], carry) = Self.multiplyAdd(factor, other.words[j], product[i + j], carry)
            }
            product[i + count] = carry
        }
        var carry: UInt64 = 0
        for i in 0..<count {
            (words[i], carry) = Self.multiplyAdd(product[i + count], Self.difference, product[i], carry)
        }
        // What is carried out once more is small; folding it may carry a last time.
        while carry != 0 { carry = add(carry &* Self.difference) }
    }

    /// Brings the number below the prime.
    mutating func reduce() {
        // Adding the difference carries out of the words just if the number is not below the prime.
        var copy = self
        if copy.add(Self.difference) != 0 { self = copy }
    }

    /// The inverse modulo the prime; that of zero is zero, which no hash of an element ever gives.
    var inverse: Residue {
        let context = CCryptoBoringSSL_BN_CTX_new()
        let modulus = CCryptoBoringSSL_BN_new()
        let number = CCryptoBoringSSL_BN_new()
        let result = CCryptoBoringSSL_BN_new()
        defer {
            CCryptoBoringSSL_BN_free(result)
            CCryptoBoringSSL_BN_free(number)
            CCryptoBoringSSL_BN_free(modulus)
            CCryptoBoringSSL_BN_CTX_free(context)
        }
        let prime = Residue(
            words: [0 &- Self.difference] + [UInt64](repeating: .max, count: Self.wordCount - 1))
        var reduced = self
        reduced.reduce()
        CCryptoBoringSSL_BN_le2bn(prime.bytes, Self.byteCount, modulus)
        CCryptoBoringSSL_BN_le2bn(reduced.bytes, Self.byteCount, number)
        CCryptoBoringSSL_BN_mod_inverse(result, number, modulus, context)
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        CCryptoBoringSSL_BN_bn2le_padded(&bytes, Self.byteCount, result)
        return Residue(bytes: bytes)
    }

    /// Adds a word and returns what is carried out.
    private mutating func add(_ value: UInt64) -> UInt64 {
        var carry = value
        for i in words.indices where carry != 0 {
            let (sum, overflow) = words[i].addingReportingOverflow(carry)
            words[i] = sum
            carry = overflow ? 1 : 0
        }
        return carry
    }

    /// a * b + c + d, which never exceeds two words.
    @inline(__always)
    private static func multiplyAdd(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> (UInt64, UInt64) {
        var (high, low) = a.multipliedFullWidth(by: b)
        var overflow: Bool
        (low, overflow) = low.addingReportingOverflow(c)
        if overflow { high &+= 1 }
        (low, overflow) = low.addingReportingOverflow(d)
        if overflow { high &+= 1 }
        return (low, high)
    }
}
