import BitcoinCrypto
import BitcoinSupport
import Crypto
import NIOCore
import NIOSSL

/// A private key on the curve P-256, which lies in memory that is neither written to a disk nor into a core dump.
///
/// The TLS library does not have it: for each signature a copy is made, which is cleared right afterwards.
final class SigningKey: NIOSSLCustomPrivateKey, Hashable {
    /// The file holds a key of another kind.
    struct Unsuitable: Error, CustomStringConvertible {
        let description = "it is not a key for ECDSA on the curve P-256"
    }

    /// How `ECPrivateKey` (RFC 5915) begins after its own head: version 1, and an octet string of 32 bytes.
    private static let head: [UInt8] = [0x02, 0x01, 0x01, 0x04, 0x20]
    private static let headRange = 2..<7
    private static let scalarRange = 7..<39

    private let scalar: SecretBytes
    /// The `SubjectPublicKeyInfo` of its other half (RFC 5280).
    let publicKey: [UInt8]

    let signatureAlgorithms: [SignatureAlgorithm] = [.ecdsaSecp256R1Sha256]

    /// Takes a key out of what the TLS library has read, which clears its copy when it is freed.
    init(_ key: NIOSSLPrivateKey) throws {
        guard var encoded = try? key.derBytes else { throw Unsuitable() }
        defer { encoded.clear() }
        guard encoded.count >= Self.scalarRange.upperBound, Array(encoded[Self.headRange]) == Self.head else {
            throw Unsuitable()
        }
        scalar = SecretBytes(count: Self.scalarRange.count) { target in
            encoded.withUnsafeBytes { target.copyMemory(from: .init(rebasing: $0[Self.scalarRange])) }
        }
        publicKey = try Self.withKey(scalar) { Array($0.publicKey.derRepresentation) }
    }

    private static func withKey<Result>(
        _ scalar: SecretBytes, _ body: (P256.Signing.PrivateKey) throws -> Result
    ) throws -> Result {
        try body(scalar.withUnsafeBytes { try P256.Signing.PrivateKey(rawRepresentation: $0) })
    }

    // MARK: NIOSSLCustomPrivateKey

    func sign(
        channel: any Channel, algorithm: SignatureAlgorithm, data: ByteBuffer
    ) -> EventLoopFuture<ByteBuffer> {
        channel.eventLoop.makeCompletedFuture {
            try Self.withKey(scalar) { key in
                ByteBuffer(bytes: try key.signature(for: Array(data.readableBytesView)).derRepresentation)
            }
        }
    }

    /// Only RSA has it.
    func decrypt(channel: any Channel, data: ByteBuffer) -> EventLoopFuture<ByteBuffer> {
        channel.eventLoop.makeFailedFuture(Unsuitable())
    }

    // MARK: Hashable

    static func == (a: SigningKey, b: SigningKey) -> Bool { a.publicKey == b.publicKey }

    func hash(into hasher: inout Hasher) { hasher.combine(publicKey) }
}
