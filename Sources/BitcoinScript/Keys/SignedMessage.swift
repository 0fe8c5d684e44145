import BitcoinCrypto
import BitcoinPrimitives

/// Messages that the key of an address signs: what `signmessage` makes and `verifymessage` checks.
public enum SignedMessage {
    /// Why a signature is not accepted.
    public enum Problem: Error, Sendable, Hashable {
        /// The address is none.
        case invalidAddress
        /// The address is not that of a public key's hash (P2PKH).
        case addressWithoutKey
        /// The signature is no base64.
        case malformedSignature
        /// No key can have made the signature.
        case unrecoverableKey
        /// Another key has signed, or another message was.
        case notSigned
    }

    /// What is put before the message, so that no transaction can be taken for one.
    private static let magic = "Bitcoin Signed Message:\n"

    /// What is signed.
    public static func hash(_ message: String) -> Bytes32 {
        var writer = ByteWriter()
        writer.writeLengthPrefixed(Array(magic.utf8))
        writer.writeLengthPrefixed(Array(message.utf8))
        return DoubleSHA256.hash(writer.bytes)
    }

    /// The signature of a message, 65 bytes.
    public static func sign(_ message: String, with key: PrivateKey) -> [UInt8] {
        key.recoverableSignature(over: hash(message))
    }

    /// Fails unless the key of `address` has signed the message.
    ///
    /// - Parameter signature: the 65 bytes; nil if the text for them was no base64.
    public static func verify(
        _ message: String, signature: [UInt8]?, address: String, _ format: AddressFormat
    ) throws(Problem) {
        guard let destination = try? Destination(address: address, format) else { throw .invalidAddress }
        guard case .publicKeyHash(let hash) = destination else { throw .addressWithoutKey }
        guard let signature else { throw .malformedSignature }
        guard let key = PublicKey.recovered(from: signature, hash: Self.hash(message)) else {
            throw .unrecoverableKey
        }
        guard key.hash == hash else { throw .notSigned }
    }
}
