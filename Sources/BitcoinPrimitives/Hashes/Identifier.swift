import BitcoinCrypto

/// A hash with a meaning: a block's, a transaction's. Each is a type of its own, so that they cannot be mixed up.
public protocol Identifier: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The hash itself.
    var hash: Hash256 { get }

    /// Gives a hash its meaning.
    init(_ hash: Hash256)
}

extension Identifier {
    /// Wraps bytes in internal order.
    @inlinable
    public init(_ value: Bytes32) { self.init(Hash256(value)) }

    /// Copies exactly 32 bytes in internal order; nil for any other length.
    public init?(_ bytes: [UInt8]) {
        guard let hash = Hash256(bytes) else { return nil }
        self.init(hash)
    }

    /// Reads 64 hexadecimal digits in display order.
    public init?(hex: some StringProtocol) {
        guard let hash = Hash256(hex: hex) else { return nil }
        self.init(hash)
    }

    /// The hash of all zeroes: no block, no transaction.
    public static var zero: Self { Self(.zero) }

    /// True for the hash of all zeroes.
    @inlinable
    public var isZero: Bool { hash.isZero }

    /// A copy of the bytes in internal order.
    public var bytes: [UInt8] { hash.bytes }

    /// Orders by the bytes in internal order.
    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.hash < b.hash }

    /// 64 hexadecimal digits in display order.
    public var description: String { hash.description }
}

/// The double SHA-256 of a block header.
@frozen
public struct BlockHash: Identifier {
    /// The hash itself.
    public var hash: Hash256

    /// Gives a hash its meaning.
    @inlinable
    public init(_ hash: Hash256) { self.hash = hash }
}

/// The double SHA-256 of a transaction without its witnesses.
@frozen
public struct Txid: Identifier {
    /// The hash itself.
    public var hash: Hash256

    /// Gives a hash its meaning.
    @inlinable
    public init(_ hash: Hash256) { self.hash = hash }
}

/// The double SHA-256 of a transaction with its witnesses (BIP141).
@frozen
public struct Wtxid: Identifier {
    /// The hash itself.
    public var hash: Hash256

    /// Gives a hash its meaning.
    @inlinable
    public init(_ hash: Hash256) { self.hash = hash }
}
