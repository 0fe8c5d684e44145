import BitcoinCrypto
import BitcoinInterfaces
import BitcoinSupport
import Glibc
import NIOSSL

/// The key that this machine is known by, with a certificate that it has signed itself.
///
/// The private part is a ``SigningKey``; the buffers that it passes through on its way there are cleared.
struct MachineKey: Sendable {
    /// The key and the certificate in a file are not of one another.
    struct NotACouple: Error, CustomStringConvertible {
        let description = "its certificate is that of another key"
    }

    /// The largest file that is taken for a key, in bytes.
    private static let maximumFileSize = 1 << 16

    /// What other machines know the key by.
    let fingerprint: KeyFingerprint
    private let certificate: NIOSSLCertificate
    private let privateKey: SigningKey

    /// Reads the key of a folder.
    init(in folder: KeyFolder) throws(KeyError) {
        let path = folder.keyPath
        let text = try Self.contents(path)
        do {
            try self.init(text)
        } catch {
            throw .unusable(path: path, reason: "\(error)")
        }
    }

    private init(_ text: SecretBytes) throws {
        var bytes = text.withUnsafeBytes { [UInt8]($0) }
        defer { bytes.clear() }
        privateKey = try SigningKey(NIOSSLPrivateKey(bytes: bytes, format: .pem))
        certificate = try NIOSSLCertificate(bytes: bytes, format: .pem)
        guard try certificate.extractPublicKey().toSPKIBytes() == privateKey.publicKey else {
            throw NotACouple()
        }
        fingerprint = try KeyFingerprint(of: certificate)
    }

    private static func contents(_ path: String) throws(KeyError) -> SecretBytes {
        let descriptor = FileCalls.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT
                ? .missing(path: path) : .unusable(path: path, reason: SystemError.text(errno))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, (1...maximumFileSize).contains(Int(status.st_size)) else {
            throw .unusable(path: path, reason: "it is not a key")
        }
        guard status.st_mode & 0o007 == 0 else { throw .exposed(path: path) }
        var count = 0
        let bytes = SecretBytes(count: Int(status.st_size)) { target in
            while count < target.count {
                let more = read(descriptor, target.baseAddress! + count, target.count - count)
                if more < 0, errno == EINTR { continue }
                guard more > 0 else { return }
                count += more
            }
        }
        guard count == bytes.count else { throw .unusable(path: path, reason: "it was cut short") }
        return bytes
    }

    // MARK: TLS

    /// How this machine answers: with TLS 1.3 only, and only those who have a key. Whether that is one that is known is
    /// for the callback to say; certificate authorities count for nothing.
    func serverContext() throws -> NIOSSLContext {
        try context(
            .makeServerConfiguration(
                certificateChain: [.certificate(certificate)],
                privateKey: .privateKey(NIOSSLPrivateKey(customPrivateKey: privateKey))))
    }

    /// How this machine calls.
    func clientContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateChain = [.certificate(certificate)]
        configuration.privateKey = .privateKey(NIOSSLPrivateKey(customPrivateKey: privateKey))
        return try context(configuration)
    }

    private func context(_ base: TLSConfiguration) throws -> NIOSSLContext {
        var configuration = base
        configuration.minimumTLSVersion = .tlsv13
        configuration.maximumTLSVersion = .tlsv13
        configuration.trustRoots = .certificates([])
        configuration.certificateVerification = .noHostnameVerification
        return try NIOSSLContext(configuration: configuration)
    }
}
