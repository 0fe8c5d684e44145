import BitcoinInterfaces
import BitcoinSupport
import Crypto
import X509

// Certificates have their validity as Foundation's dates.
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes the key of a machine.
public enum KeyGeneration {
    /// RFC 5280, 4.1.2.5: 99991231235959Z is for certificates that do not expire by themselves.
    private static let never = Date(timeIntervalSince1970: 253_402_300_799)

    /// The fingerprint of the folder's key, which is made if there is none.
    ///
    /// The file has the private key and the certificate, so that other software can use it as it is, and is for the
    /// user alone. It is never replaced.
    public static func fingerprint(in folder: KeyFolder) throws -> KeyFingerprint {
        try folder.changing {
            do throws(KeyError) {
                return try MachineKey(in: folder).fingerprint
            } catch .missing {
                try FileContents.replace(folder.keyPath, with: Array(try newKey().utf8), permissions: 0o600)
                return try MachineKey(in: folder).fingerprint
            }
        }
    }

    /// An ECDSA key on the curve P-256, which every TLS library has.
    private static func newKey() throws -> String {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("Bitcoin IPC") }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: 0), notValidAfter: never, issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: Certificate.Extensions(),
            issuerPrivateKey: .init(key))
        return try "\(key.pemRepresentation)\n\(certificate.serializeAsPEM().pemString)\n"
    }
}
